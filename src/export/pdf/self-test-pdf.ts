import type { ReportedCheck, SelfTestReport, Verdict } from '../../domain/self-test';
import { localTime } from '../local-time';
import { type Column, PageFlow } from './page-flow';

const BODY = { size: 9.5 };
const SMALL = { size: 8.5, soft: true };
const CELL = { size: 8.5 };
const COLUMNS: readonly Column[] = [
  { width: 128 },
  { width: 66 },
  { width: 60, right: true },
  { width: 72, right: true },
  { width: 173 },
];
const VERDICTS: Readonly<Record<Verdict, string>> = { pass: 'Pass', fail: 'FAIL', 'not-run': 'Not measured' };
const OVERALL: Readonly<Record<Verdict, string>> = {
  pass: 'Passed',
  fail: 'Failed',
  'not-run': 'Not complete',
};
const UNITS: Readonly<Record<ReportedCheck['unit'], string>> = { '%': '%', um: 'um', fps: '/ s', ms: 'ms' };

/** The self-test on A4: with what it was done, then every check with its figure, limit and the limit's source. */
export async function selfTestPdf(report: SelfTestReport): Promise<Blob> {
  const flow = await PageFlow.create();
  const { document } = flow;
  const date = new Date(report.createdAt);
  document.setTitle('Self-test', { showInWindowTitleBar: true });
  document.setLanguage('en');
  document.setProducer(report.software);
  document.setCreator(report.software);
  document.setCreationDate(date);
  document.setModificationDate(date);
  flow.newPage();
  flow.text(`Self-test: ${OVERALL[report.verdict]}`, { size: 18, bold: true });
  flow.space(3);
  flow.text('Research use only. Not for diagnosis.', { ...SMALL, bold: true });
  flow.space(6);
  for (const line of setting(report)) flow.text(line, BODY);
  flow.space(10);
  flow.row(['Check', 'Verdict', 'Figure', 'Limit', 'Where the limit comes from'], COLUMNS, {
    ...CELL,
    bold: true,
  });
  for (const check of report.checks)
    flow.row(
      [
        check.name,
        VERDICTS[check.verdict],
        check.figure === null ? '-' : withUnit(check.figure, check.unit),
        `${check.bound === 'at-most' ? '<=' : '>='} ${withUnit(check.limit, check.unit)}`,
        check.limitFrom,
      ],
      COLUMNS,
      CELL,
    );
  const failed = report.checks.filter(({ verdict }) => verdict === 'fail');
  if (failed.length > 0) {
    flow.space(10);
    flow.text('What to do', { size: 13, bold: true });
    for (const { name, advice } of failed) flow.text(`${name}: ${advice ?? ''}`, BODY);
  }
  flow.foot(`${report.software}. Research use only. Not for diagnosis.`);
  return new Blob([new Uint8Array(await document.save())], { type: 'application/pdf' });
}

function setting(report: SelfTestReport): readonly string[] {
  const { machine, source, calibration, measuredAt } = report;
  const { umPerPx, basis, uncertaintyUmPerPx, profile, objective } = calibration;
  const known = [
    umPerPx === null ? 'not calibrated' : `${Number(umPerPx.toPrecision(4))} µm/px (${basis})`,
    uncertaintyUmPerPx !== null && `+/- ${Number(uncertaintyUmPerPx.toPrecision(2))} µm/px (95%)`,
    profile && `profile ${profile}`,
    objective !== null && `objective ${objective}x`,
  ];
  const times = Object.entries(measuredAt).flatMap(([part, at]) => (at ? [`${part} ${localTime(at)}`] : []));
  return [
    `${report.software}, ${localTime(report.createdAt)}`,
    source ? `Source: ${source.label}, ${source.width} x ${source.height} px` : 'Source: none',
    `Scale: ${known.filter(Boolean).join(', ')}`,
    `Flat field: ${report.flatField ? `of ${localTime(report.flatField)}` : 'none'}`,
    `Machine: ${machine.adapter ?? 'unknown adapter'}; drawing ${machine.drawing ?? 'none'}; inference ${machine.inference ?? 'none'}`,
    `Browser: ${machine.browser}`,
    ...report.models.map(({ id, version, hash }) => `Model: ${id} ${version}, weights ${hash.slice(0, 12)}`),
    `Measured: ${times.length > 0 ? times.join(', ') : 'nothing'}`,
  ];
}

const withUnit = (value: number, unit: ReportedCheck['unit']) =>
  `${Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3))} ${UNITS[unit]}`;
