/** What a document names: in backticks, and as the target of a link. Code blocks are left out, they hold examples. */
export interface Named {
  /** Files and folders, or patterns of them with `*`. */
  readonly paths: readonly string[];
  /** Targets of links, without anchors. */
  readonly links: readonly string[];
  /** Scripts of package.json. */
  readonly scripts: readonly string[];
}

const EXTENSION = /\.(?:tsx?|m?js|cjs|json|md|wgsl|css|html|py|xsd|png|txt|ya?ml)$/;
const TOP_FOLDER = /^(?:src|tools|docs|models|e2e|public|\.ci|\.github)\//;

export function namedIn(markdown: string): Named {
  const prose = markdown.replace(/^ *```[\s\S]*?^ *```/gm, '');
  const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
  const paths = spans.flatMap((span) =>
    /\s/.test(span) ? span.split(/\s+/).filter(isInCommand) : isPath(span) ? [span] : [],
  );
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target.replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/i.test(target));
  const scripts = [...markdown.matchAll(/\bnpm (?:run )?((?<=run )[\w:-]+|start|test)\b/g)].map(
    ([, script = '']) => script,
  );
  return { paths: [...new Set(paths)], links: [...new Set(links)], scripts: [...new Set(scripts)] };
}

/** Of one word in backticks: a file by its ending, or words with slashes between. Units, types and packages are not. */
function isPath(word: string): boolean {
  if (!/^[\w.*-]+(?:\/[\w.*-]+)*\/?$/.test(word)) return false;
  return EXTENSION.test(word) || (word.includes('/') && !UNITS_AND_TYPES.test(word));
}

const isInCommand = (word: string): boolean => /^[\w./*-]+$/.test(word) && TOP_FOLDER.test(word);

const UNITS_AND_TYPES = /^(?:um\/px|px\/um|1\/um|(?:image|video|text|application)\/[\w.+-]+)$/;

/** Whether a file or folder of this name is among `all`; `*` stands for any part of a name. The ending of code may be left out. */
export function isAmong(all: ReadonlySet<string>, path: string): boolean {
  const clean = path.replace(/^\.\//, '').replace(/\/$/, '');
  if (!clean.includes('*')) return ['', '.ts', '.tsx'].some((ending) => all.has(clean + ending));
  const pattern = clean.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*');
  const wanted = new RegExp(`^${pattern}(?:\\.tsx?)?$`);
  return [...all].some((name) => wanted.test(name));
}
