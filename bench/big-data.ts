/** A policy whose data is a table of who may use which route. */
export const BIG_DATA_POLICY = `package bench

import rego.v1

decision := {"allow": allow}

default allow := false

allow if data.routes[input.route.id][input.subject.id]
`;

/** Data of about so many bytes, as JSON text: routes of twenty subjects. */
export function bigData(bytes: number): Buffer {
  const routes: string[] = [];
  let length = 0;
  for (let i = 0; length < bytes; i++) {
    const subjects = Array.from({ length: 20 }, (_, n) => `${JSON.stringify(subjectOf(i, n))}:true`);
    const route = `"route-${i}":{${[...new Set(subjects)].join(',')}}`;
    routes.push(route);
    length += route.length + 1;
  }
  return Buffer.from(`{"routes":{${routes.join(',')}}}`);
}

/** 500 inputs for it, every twentieth denied. */
export const BIG_DATA_INPUTS: readonly object[] = Array.from({ length: 500 }, (_, i) => ({
  request: { method: 'GET', path: `/route-${i}/items` },
  route: { id: `route-${i}` },
  subject: { id: i % 20 === 0 ? 'nobody' : subjectOf(i, i % 20) },
}));

function subjectOf(route: number, n: number): string {
  return `user-${(route * 31 + n * 7) % 9999}`;
}
