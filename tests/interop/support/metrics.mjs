// Prometheus text, read strictly: what a scraper would refuse fails here.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import https from 'node:https';
import { text } from 'node:stream/consumers';

import { request } from './raw_http.mjs';
import { authKey } from './server.mjs';

const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (\S+)$/;

/** {families: Map of name -> {type, help}, samples: Map of 'name{label="value"}' -> number}. */
export function parseMetrics(text) {
  assert.ok(text.endsWith('\n'), 'the last line has no end');
  const families = new Map();
  const samples = new Map();
  let current;
  for (const line of text.slice(0, -1).split('\n')) {
    const comment = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line);
    if (comment) {
      const [, kind, name, rest] = comment;
      if (kind === 'HELP') {
        assert.equal(families.has(name), false, `${name} has two groups`);
        current = { name, help: rest };
        families.set(name, current);
      } else {
        assert.equal(name, current.name, line);
        assert.match(rest, /^(counter|gauge|histogram)$/);
        current.type = rest;
      }
      continue;
    }
    const match = sample.exec(line);
    assert.ok(match, `no sample: ${line}`);
    const [, name, labels, value] = match;
    const base = current.type === 'histogram' ? name.replace(/_(bucket|sum|count)$/, '') : name;
    assert.equal(base, current.name, line);
    if (current.type === 'counter') assert.match(name, /_total$/);
    const number = value === '+Inf' ? Infinity : Number(value);
    assert.ok(!Number.isNaN(number), line);
    if (current.type !== 'gauge') assert.ok(number >= 0, line);
    const key = labels ? `${name}{${labels}}` : name;
    assert.equal(samples.has(key), false, `${key} stands there twice`);
    samples.set(key, number);
  }
  return { families, samples };
}

/** What a program's /metrics shows now. */
export async function scrape(program, headers = { Authorization: `Bearer ${authKey}` }) {
  const response = await request(program.port, 'GET', '/metrics', { headers });
  assert.equal(response.status, 200);
  assert.equal(response.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
  return parseMetrics(response.body);
}

/** The same of a program that speaks HTTPS, with a certificate of `ca`. */
export async function scrapeSecurely(program, ca) {
  const headers = { Authorization: `Bearer ${authKey}` };
  const [response] = await once(https.get({ host: '127.0.0.1', port: program.port, path: '/metrics', ca, headers, agent: false }), 'response');
  assert.equal(response.statusCode, 200);
  return parseMetrics(await text(response));
}
