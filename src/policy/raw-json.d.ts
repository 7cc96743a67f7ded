/** Raw JSON text (the proposal "JSON.parse source text access", in V8), which TypeScript does not declare yet. */
interface RawJSON {
  readonly rawJSON: string;
}

interface JSON {
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
  rawJSON(text: string): RawJSON;
  isRawJSON(value: unknown): value is RawJSON;
}
