import { project } from "../cli/command.ts";

/** A type, as `deno doc --json` tells it. */
interface TsType {
  readonly kind: string;
  readonly value: unknown;
}

interface Property {
  readonly name: string;
  readonly jsDoc: { readonly doc: string };
  readonly optional?: boolean;
  readonly tsType: TsType;
}

interface Declaration {
  readonly jsDoc: { readonly doc: string };
  readonly kind: string;
  readonly def: {
    readonly tsType?: TsType;
    readonly extends?: readonly TsType[];
    readonly properties?: readonly Property[];
  };
}

/** A JSON Schema. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** What src/records.ts declares, by name. */
export async function recordDeclarations(): Promise<ReadonlyMap<string, Declaration>> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", "--no-npm", "src/records.ts"],
    cwd: project,
    stderr: "null",
  }).output();
  const { nodes } = JSON.parse(new TextDecoder().decode(stdout));
  const [{ symbols }] = Object.values<{ symbols: { name: string; declarations: Declaration[] }[] }>(
    nodes,
  );
  return new Map(symbols.map(({ name, declarations: [declaration] }) => [name, declaration]));
}

type Declarations = Awaited<ReturnType<typeof recordDeclarations>>;

/** The names of the records' types, in the order of the log. */
function recordNames(declarations: Declarations): string[] {
  const union = declarations.get("LogRecord")!.def.tsType!.value as TsType[];
  return union.map(nameOf);
}

function nameOf({ value }: TsType): string {
  return (value as { typeName: string }).typeName;
}

/** The fields of a record, its own before those that it extends. */
function fieldsOf(name: string, declarations: Declarations): Property[] {
  const { properties = [], extends: bases = [] } = declarations.get(name)!.def;
  return [...properties, ...bases.flatMap((base) => fieldsOf(nameOf(base), declarations))];
}

/** The JSON Schema of a line of the log. */
export function logSchema(declarations: Declarations): JsonSchema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "A record of a run's log",
    oneOf: recordNames(declarations).map((name) => {
      const fields = fieldsOf(name, declarations);
      return {
        type: "object",
        description: declarations.get(name)!.jsDoc.doc,
        properties: Object.fromEntries(
          fields.map(({ name, jsDoc, tsType }) => [
            name,
            { description: jsDoc.doc, ...schemaOf(tsType, declarations) },
          ]),
        ),
        required: fields.filter(({ optional }) => !optional).map(({ name }) => name),
      };
    }),
  };
}

/** What is narrower in JSON Schema than in TypeScript. */
const RANGES: Readonly<Record<string, JsonSchema>> = {
  Count: { type: "integer", minimum: 0 },
  Share: { type: "number", minimum: 0, maximum: 1 },
  PipelineFields: { type: "object" },
  ColumnFields: {
    type: "object",
    properties: {
      name: { type: "string" },
      categories: { type: "array", items: { type: "string" } },
    },
    required: ["name"],
  },
};

function schemaOf({ kind, value }: TsType, declarations: Declarations): JsonSchema {
  switch (kind) {
    case "keyword":
      return { type: value };
    case "literal": {
      const literal = value as { kind: string; string?: string };
      return literal.kind === "null" ? { type: "null" } : { const: literal.string };
    }
    case "array":
      return { type: "array", items: schemaOf(value as TsType, declarations) };
    case "tuple": {
      const items = (value as TsType[]).map((item) => schemaOf(item, declarations));
      return { type: "array", prefixItems: items, minItems: items.length, maxItems: items.length };
    }
    case "union":
      return { anyOf: (value as TsType[]).map((option) => schemaOf(option, declarations)) };
    case "typeOperator":
      return schemaOf((value as { tsType: TsType }).tsType, declarations);
    case "parenthesized":
      return schemaOf(value as TsType, declarations);
    case "typeRef": {
      const { typeName } = value as { typeName: string };
      return RANGES[typeName] ?? schemaOf(declarations.get(typeName)!.def.tsType!, declarations);
    }
    default:
      throw new Error(`no schema for a type of the kind ${kind}`);
  }
}

/** The records of the log as Markdown: for each its event, when it is written, and a table of its fields. */
export function recordsTables(declarations: Declarations): string {
  return recordNames(declarations).map((name) => {
    const [event, ...fields] = fieldsOf(name, declarations);
    const { string } = event.tsType.value as { string: string };
    return [
      `### ${string}`,
      "",
      inLine(declarations.get(name)!.jsDoc.doc),
      "",
      "| field | meaning |",
      "| --- | --- |",
      ...fields.map(({ name, optional, jsDoc }) =>
        `| \`${name}${optional ? "?" : ""}\` | ${inCell(jsDoc.doc)} |`
      ),
    ].join("\n");
  }).join("\n\n");
}

/** A sentence on one line. */
function inLine(sentence: string): string {
  return sentence.replaceAll(/\s+/g, " ");
}

/** A sentence as a cell has it: without its capital and its full stop. */
function inCell(sentence: string): string {
  const line = inLine(sentence).replace(/\.$/, "").replaceAll("|", "\\|");
  return /^[A-Z][a-z ]/.test(line) ? line[0].toLowerCase() + line.slice(1) : line;
}
