import type { AdmissionConfig } from '../../config/types.ts';
import { type Finding, GatewayError } from '../../errors.ts';
import { requirePassed, type TestReport } from '../../toolchain/toolchain.ts';
import type { FileCoverage } from '../../toolchain/wire.ts';
import type { Proof } from '../proof.ts';

/**
 * Makes sure that no test failed, that there is one where that is required, and that the tests run as many lines as is
 * required. Throws GatewayError policy_tests_failed, or policy_untested with the lines that no test runs.
 */
export function requireTested(
  report: TestReport,
  { tests, coverage }: Pick<AdmissionConfig, 'tests' | 'coverage'>,
): void {
  requirePassed(report);
  if (tests === 'required' && report.passed === 0) {
    throw new GatewayError('policy_untested', 'the policy has no test, and admission.tests requires one');
  }
  const { percent = 0, files = {} } = report.coverage ?? {};
  if (percent >= coverage) return;
  const findings = Object.entries(files).flatMap(([file, lines]) => notCovered(file, lines));
  const message = `the tests run ${percent.toFixed(1)} % of the policy's lines; admission.coverage is ${coverage} %`;
  throw new GatewayError('policy_untested', message, { findings });
}

/**
 * The same of a bundle that was built elsewhere, by what it bears under its signature. Throws GatewayError policy_untested.
 *
 * @param proof undefined where it bears none
 */
export function requireProof(proof: Proof | undefined, { proof: wanted, tests, coverage }: AdmissionConfig): void {
  if (wanted === 'optional' && tests === 'optional' && coverage === 0) return;
  if (proof === undefined) {
    const how = '`regate build` writes it, unless it is told to run no tests';
    throw new GatewayError('policy_untested', `the bundle bears no proof that its policy was tested: ${how}`);
  }
  if (tests === 'required' && proof.tests.passed === 0) {
    throw new GatewayError('policy_untested', 'the bundle was built without a test, and admission.tests requires one');
  }
  if (proof.coverage >= coverage) return;
  const message = `the tests of the bundle ran ${proof.coverage} % of its lines; admission.coverage is ${coverage} %`;
  throw new GatewayError('policy_untested', message);
}

function notCovered(file: string, { notCovered }: FileCoverage): Finding[] {
  return notCovered.map(([first, last]) => {
    const message = first === last ? 'no test runs this line' : `no test runs lines ${first} to ${last}`;
    return { file, row: first, code: 'not_covered', message };
  });
}
