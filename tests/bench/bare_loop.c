// The bare loop in C, with NumPy's order: bare_loop FILE ROWS WIDTH EPOCHS RATE SEED, where FILE
// holds the features of all rows, then their labels, as doubles. Prints the loss of the last epoch.

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

// The Mersenne Twister, M. Matsumoto and T. Nishimura, ACM TOMACS 8 (1), 1998.
static uint32_t words[624];
static int position = 624;

static void seed(uint32_t word) {
  for (int i = 0; i < 624; i++) {
    words[i] = word;
    word = 1812433253u * (word ^ (word >> 30)) + i + 1;
  }
}

static uint32_t next(void) {
  if (position == 624) {
    for (int i = 0; i < 624; i++) {
      uint32_t y = (words[i] & 0x80000000u) | (words[(i + 1) % 624] & 0x7fffffffu);
      words[i] = words[(i + 397) % 624] ^ (y >> 1) ^ (y & 1 ? 0x9908b0dfu : 0);
    }
    position = 0;
  }
  uint32_t y = words[position++];
  y ^= y >> 11;
  y ^= (y << 7) & 0x9d2c5680u;
  y ^= (y << 15) & 0xefc60000u;
  return y ^ (y >> 18);
}

static void shuffle(uint32_t *items, int count) {
  for (uint32_t i = count - 1; i > 0; i--) {
    uint32_t mask = 0xffffffffu >> __builtin_clz(i);
    uint32_t j;
    do j = next() & mask; while (j > i);
    uint32_t item = items[i];
    items[i] = items[j];
    items[j] = item;
  }
}

int main(int count, char **args) {
  if (count != 7) return 2;
  int rows = atoi(args[2]), width = atoi(args[3]), epochs = atoi(args[4]);
  double rate = atof(args[5]);
  seed(atoi(args[6]));
  double *features = malloc(sizeof(double) * rows * (width + 1));
  FILE *file = fopen(args[1], "rb");
  if (!file || fread(features, sizeof(double), rows * (width + 1), file) < 1) return 1;
  const double *labels = features + rows * width;
  double *w = calloc(width, sizeof(double));
  double b = 0, loss = 0;
  uint32_t *order = malloc(sizeof(uint32_t) * rows);
  for (int epoch = 0; epoch < epochs; epoch++) {
    for (int i = 0; i < rows; i++) order[i] = i;
    shuffle(order, rows);
    loss = 0;
    for (int i = 0; i < rows; i++) {
      const double *x = features + (size_t)order[i] * width;
      double y = labels[order[i]];
      double z = b;
      for (int j = 0; j < width; j++) z += w[j] * x[j];
      double e = exp(-fabs(z));
      double prediction = (z >= 0 ? 1 : e) / (1 + e);
      loss += fmax(z, 0) - z * y + log1p(e);
      double move = rate * (prediction - y);
      for (int j = 0; j < width; j++) w[j] -= move * x[j];
      b -= move;
    }
  }
  printf("%.17g\n", loss / rows);
}
