/**
 * A learning-rate schedule: the learning rate η of an epoch, 0 the first.
 */
export type Schedule = (epoch: number) => number;
