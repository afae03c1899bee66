const { NumberFormat } = Intl;

/** A number format that is made when a number is formatted. */
class LateNumberFormat {
  readonly #options: ConstructorParameters<typeof NumberFormat>;
  #made: Intl.NumberFormat | undefined;

  constructor(...options: ConstructorParameters<typeof NumberFormat>) {
    this.#options = options;
  }

  format(value: number): string {
    return (this.#made ??= new NumberFormat(...this.#options)).format(value);
  }
}

/**
 * Loads modules of which some make a number format as they are loaded, and makes those when they are
 * used. Plot and linkedom make one each, for numbers that no picture here has; the first of a process
 * takes as long as it takes to draw a picture.
 */
export async function withLateFormats<Module>(load: () => Promise<Module>): Promise<Module> {
  Object.assign(Intl, { NumberFormat: LateNumberFormat });
  try {
    return await load();
  } finally {
    Object.assign(Intl, { NumberFormat });
  }
}
