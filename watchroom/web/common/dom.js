// Elements by id, new elements, icons. Peers' text only ever becomes a text node.

export const $ = (id) => document.getElementById(id);

/** el('p', { class: 'muted', title: 'x' }, 'text', child). A property that starts with "on" is a listener. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

const svgNames = 'http://www.w3.org/2000/svg';

/** An icon of the sprite in index.html; it says nothing to a screen reader. */
export function icon(name) {
  const svg = document.createElementNS(svgNames, 'svg');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(document.createElementNS(svgNames, 'use'));
  return setIcon(svg, name);
}

export function setIcon(svg, name) {
  svg.firstElementChild.setAttribute('href', `#i-${name}`);
  return svg;
}

/** A colour that stays with a name. */
export function hueOf(text) {
  let hash = 7;
  for (const character of text) hash = (hash * 31 + character.codePointAt(0)) % 3600;
  return hash / 10;
}

/** The first letter of a name, or what stands for one. */
export const initialOf = (name) => [...name.trim()][0]?.toUpperCase() ?? '?';

/** A round or square with the initial, in the colour of the name. */
export function emblem(name, className) {
  const mark = el('span', { class: className, 'aria-hidden': 'true' }, initialOf(name));
  mark.style.setProperty('--hue', hueOf(name));
  return mark;
}

/** Shows a message beside a form, or takes it away. */
export function showError(element, message) {
  element.textContent = message ?? '';
  element.hidden = !message;
}
