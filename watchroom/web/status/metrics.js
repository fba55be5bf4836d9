// The text of /metrics as numbers, and what two looks at it say about the time between them.

const sampleLine = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? ([^ ]+)/;
const labelPair = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** [{name, labels, value}] of the Prometheus text format. */
export function parseMetrics(text) {
  const samples = [];
  for (const line of text.split('\n')) {
    const match = line.startsWith('#') ? null : sampleLine.exec(line);
    if (!match) continue;
    const labels = Object.fromEntries([...(match[2] ?? '').matchAll(labelPair)].map(([, key, value]) => [key, value]));
    samples.push({ name: match[1], labels, value: Number(match[3]) });
  }
  return samples;
}

/** One look: its samples and when it was taken, in ms. */
export class Look {
  constructor(samples, takenAt) {
    this.samples = samples;
    this.takenAt = takenAt;
  }

  /** The sum of all samples of that name; nothing when there is none. */
  sum(name) {
    const found = this.samples.filter((sample) => sample.name === name);
    return found.length === 0 ? undefined : found.reduce((total, { value }) => total + value, 0);
  }

  /** Per second since an earlier look. A counter that fell began anew: the server was restarted. */
  rate(name, earlier) {
    const grown = (this.sum(name) ?? NaN) - (earlier?.sum(name) ?? NaN);
    return grown >= 0 ? (grown / (this.takenAt - earlier.takenAt)) * 1000 : undefined;
  }

  /** The value below which `share` of what a histogram counted since an earlier look lies: a bucket's upper bound. */
  quantile(name, share, earlier) {
    const at = (look, le) =>
      look?.samples.find((one) => one.name === `${name}_bucket` && one.labels.le === le)?.value ?? 0;
    const bounds = this.samples.filter((one) => one.name === `${name}_bucket`).map(({ labels }) => labels.le);
    const counts = bounds.map((le) => at(this, le) - at(earlier, le));
    const all = counts.at(-1);
    if (!(all > 0)) return undefined;
    const bound = Number(bounds[counts.findIndex((count) => count >= share * all)]);
    return Number.isNaN(bound) ? Infinity : bound;
  }
}

const limitNames = /_(turned_away|overrun|refused|dropped|limited|throttled|rejected|banned|blocked)(_\w+)?$/;

/** What was refused or thrown away: [{name, value}], the name with its labels, most first. */
export function limitsHit({ samples }) {
  const totals = new Map();
  for (const { name, labels, value } of samples) {
    if (!limitNames.test(name) || !(value > 0)) continue;
    const why = Object.entries(labels).flatMap(([key, text]) => (key === 'loop' ? [] : [text]));
    const title = [name.replace(/^roomd_|_total$/g, '').replaceAll('_', ' '), ...why].join(' · ');
    totals.set(title, (totals.get(title) ?? 0) + value);
  }
  return [...totals].map(([name, value]) => ({ name, value })).sort((a, b) => b.value - a.value);
}
