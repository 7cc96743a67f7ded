import type { Mark } from './cursor.ts';

export type ScalarForm = 'plain' | 'quoted' | 'block';

/** A token of YAML, as libyaml has them. */
export type Token =
  | { readonly kind: 'scalar'; readonly text: string; readonly form: ScalarForm }
  | { readonly kind: 'alias' | 'anchor'; readonly text: string }
  | { readonly kind: 'tag'; readonly handle: string; readonly suffix: string }
  | { readonly kind: 'version'; readonly text: string }
  | { readonly kind: 'tag-directive'; readonly handle: string; readonly prefix: string }
  | { readonly kind: Indicator };

export type Indicator =
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  | 'value'
  | 'stream-end';

/** A token that is a key if a colon follows on its line. */
export interface SimpleKey {
  /** Its place among the tokens. */
  readonly token: number;
  readonly mark: Mark;
  /** Whether nothing else may stand there. */
  readonly required: boolean;
}
