// The dependency rule: data flows one way, stages never import each other (see docs/adr/0001).
const stages = 'source|optics|tracking|tiling|model|slide-map|overlay|measure|capture|export';
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-stage-imports-another',
      severity: 'error',
      from: { path: `^src/(${stages})/` },
      to: { path: '^src/', pathNot: ['^src/domain/', '^src/gpu/', '^src/rpc/', '^src/$1/'] },
    },
    {
      name: 'domain-imports-nothing',
      severity: 'error',
      from: { path: '^src/domain/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^src/domain/', 'node_modules/(zod|polygon-clipping)/'] },
    },
    {
      name: 'gpu-imports-domain-only',
      severity: 'error',
      from: { path: '^src/gpu/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/', pathNot: ['^src/gpu/', '^src/domain/'] },
    },
    {
      name: 'rpc-imports-domain-only',
      severity: 'error',
      from: { path: '^src/rpc/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/', pathNot: ['^src/rpc/', '^src/domain/'] },
    },
    {
      name: 'only-model-imports-tfjs',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/model/' },
      to: { path: 'node_modules/(@tensorflow|onnxruntime-web)' },
    },
    {
      name: 'only-app-imports-react',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/app/', '^src/main\\.tsx$'] },
      to: { path: 'node_modules/(react|react-dom|radix-ui|@radix-ui|react-i18next)/' },
    },
    {
      name: 'only-app-and-main-import-the-engine',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/engine/', '^src/app/', '^src/main\\.tsx$'] },
      to: { path: '^src/engine/' },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '[?]' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'browser', 'default', 'types'], extensions: ['.ts', '.tsx', '.js', '.json', '.wgsl'] },
  },
};
