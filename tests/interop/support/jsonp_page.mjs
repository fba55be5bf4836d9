// As much of a browser's page as JSONP needs: scripts that load when they are put in, and forms that post.

import vm from 'node:vm';

import { request } from './raw_http.mjs';

class Element {
  style = {};
  children = [];

  setAttribute() {}

  appendChild(child) {
    this.children.push(child);
    child.parentNode = this;
    child.inserted?.();
  }

  insertBefore(child) {
    this.appendChild(child);
  }

  removeChild(child) {
    this.children = this.children.filter((other) => other !== child);
    child.parentNode = null;
  }
}

class Script extends Element {
  async inserted() {
    const { port, target } = partsOf(this.src);
    const response = await request(port, 'GET', target).catch(() => null);
    if (!this.parentNode) return;
    if (response && executable(response)) vm.runInThisContext(response.body);
    else this.onerror();
  }
}

class Form extends Element {
  async submit() {
    const fields = this.children.filter(({ name, value }) => name && value !== undefined);
    const body = new URLSearchParams(fields.map(({ name, value }) => [name, value])).toString();
    const { port, target } = partsOf(this.action);
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const response = await request(port, 'POST', target, { body, headers }).catch(() => null);
    if (response?.body === 'ok') this.children.find(({ onload }) => onload)?.onload();
  }
}

const executable = ({ status, headers }) =>
  status === 200 && /^text\/(plain|javascript);/.test(headers['content-type']);

function partsOf(url) {
  const { port, pathname, search } = new URL(url);
  return { port: Number(port), target: pathname + search };
}

/** Makes this process look like a page. */
export function becomePage() {
  const kinds = { script: Script, form: Form };
  globalThis.document = {
    createElement: (name) => new (kinds[name] ?? Element)(),
    getElementsByTagName: () => [],
    head: new Element(),
    body: new Element(),
  };
}
