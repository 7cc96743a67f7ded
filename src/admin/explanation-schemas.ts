import { objectOf, ref } from './schemas.ts';

const text = { type: 'string' };
const flag = { type: 'boolean' };
const count = { type: 'integer', minimum: 0 };
const listOf = (schema: object) => ({ type: 'array', items: schema });

const change = {
  ...objectOf({ path: { ...text, description: 'JSON pointer into the input.' }, from: {}, to: {} }, ['from', 'to']),
  description: 'Without `from`, nothing was there; without `to`, nothing is to be.',
};

/** What the explanation of a decision is made of. */
export const EXPLANATION_SCHEMAS = [
  {
    $id: 'ExplainedStep',
    description: 'An expression of a body.',
    ...objectOf(
      {
        file: text,
        row: count,
        text,
        held: flag,
        head: { ...flag, description: 'None of the body, but what the value of the rule is made of.' },
        values: {
          ...listOf(objectOf({ name: text, value: text }, ['value'])),
          description: 'What its variables and references were, in Rego; without a value: undefined.',
        },
        others: { ...count, description: 'Further sets of values for which it failed.' },
        steps: { ...listOf(ref('ExplainedStep')), description: 'Within `every`: where its body failed.' },
        rules: { ...listOf(ref('ExplainedRule')), description: 'Rules that it depends on, as far as they say why.' },
      },
      ['head', 'values', 'others', 'steps', 'rules'],
    ),
  },
  {
    $id: 'ExplainedRule',
    description: 'What came of a rule, and why.',
    ...objectOf(
      {
        name: { ...text, description: 'As gateway.access.allow.' },
        value: { ...text, description: 'In Rego; absent: undefined.' },
        again: { ...flag, description: 'Its clauses are shown where it was met first.' },
        clauses: listOf({
          description: 'One body. Its steps: all expressions of one that held, or the one that failed.',
          ...objectOf({ file: text, row: count, text, held: flag, steps: listOf(ref('ExplainedStep')) }, ['steps']),
        }),
      },
      ['value', 'again', 'clauses'],
    ),
  },
  {
    $id: 'Explanation',
    description: 'A recorded decision and why it came out so.',
    ...objectOf(
      {
        decision_id: text,
        timestamp: { ...text, format: 'date-time' },
        bundle: text,
        revision: text,
        entrypoint: text,
        allow: flag,
        result: { description: 'As it is in the decision log; of a fault: its code.' },
        again: { description: 'The decision that came out now; absent where it is undefined.' },
        same: { ...flag, description: 'Whether that allows, or denies for the same reasons, as then.' },
        notes: { ...listOf(text), description: 'What was masked, cut, or is otherwise now.' },
        reasons: listOf(objectOf({ code: text, message: text, rule: ref('ExplainedRule') }, ['message', 'rule'])),
        rule: ref('ExplainedRule'),
        nearest: {
          description: 'The fewest changes of the input with which the decision is the other one.',
          ...objectOf({
            changes: { ...listOf(listOf(change)), description: 'Each list is one way; none: none was found.' },
            tries: { ...count, description: 'Inputs that were tried.' },
            exhausted: { ...flag, description: 'Nothing was left to try.' },
          }),
        },
        incomplete: { ...flag, description: 'There is more than is shown.' },
      },
      ['bundle', 'revision', 'again', 'incomplete'],
    ),
  },
];
