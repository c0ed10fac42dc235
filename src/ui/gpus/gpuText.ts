import * as vscode from 'vscode';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** What is shown where the driver tells nothing; never 0. */
export function notTold(): string {
  return vscode.l10n.t('n/a');
}

/** Bytes of video memory, short: `512 MiB`, `2.1 GiB`. */
export function shortMemory(bytes: number | undefined): string {
  if (bytes === undefined) return notTold();
  return `${amount(bytes, unitOf(bytes))} ${unitOf(bytes)}`;
}

/** Used of all, in the unit of all: `2.1/4.0 GiB`. */
export function memoryOf(used: number | undefined, of: number | undefined): string {
  if (of === undefined) return shortMemory(used);
  const unit = unitOf(of);
  if (used === undefined) return vscode.l10n.t('n/a of {0}', shortMemory(of));
  return `${amount(used, unit)}/${amount(of, unit)} ${unit}`;
}

/**
 * Used of all for a row, which has no room to spare: `2.1/4G`, `20/24G`, `777M`; rows are read in full
 * elsewhere. What is not told has to be said in words.
 */
export function tightMemory(used: number | undefined, of?: number): string {
  if (used === undefined) return memoryOf(used, of);
  const unit = unitOf(of ?? used);
  const all = of === undefined ? '' : `/${tightTotalIn(of, unit)}`;
  // What is nearly full must not seem full.
  return `${tightAmount(used, unit, Math.floor)}${all}${unit[0]}`;
}

/** All memory of a card for a row: `24G`. */
export function tightTotal(bytes: number): string {
  const unit = unitOf(bytes);
  return `${tightTotalIn(bytes, unit)}${unit[0]}`;
}

/** A share for a row: `63%`. */
export function tightPercent(ratio: number | undefined): string {
  return percent(ratio).replace(' ', '');
}

/** Bytes for a tooltip, as exact as nvidia-smi has them: `2,151 MiB`. */
export function exactMemory(bytes: number | undefined): string {
  if (bytes === undefined) return notTold();
  return `${new Intl.NumberFormat(vscode.env.language).format(Math.round(bytes / MIB))} MiB`;
}

/** A share as `63 %`. */
export function percent(ratio: number | undefined): string {
  return ratio === undefined ? notTold() : `${Math.round(ratio * 100)} %`;
}

/** How busy the multiprocessors are: `SM 63 %`. */
export function smText(ratio: number | undefined): string {
  return `SM ${percent(ratio)}`;
}

const CELLS = 5;

/** A bar of text; none where a part is not known. What is there shows, however little it is. */
export function bar(used: number | undefined, of: number | undefined): string | undefined {
  if (used === undefined || of === undefined || of <= 0) return undefined;
  const cells = Math.round((used / of) * CELLS);
  const full = Math.min(CELLS, Math.max(used > 0 ? 1 : 0, cells));
  return '▰'.repeat(full) + '▱'.repeat(CELLS - full);
}

/** A card's name without its maker. */
export function shortCardName(name: string): string {
  return name.replace(/^NVIDIA /, '').replace(/^GeForce /, '');
}

function unitOf(bytes: number): 'GiB' | 'MiB' {
  return bytes >= GIB ? 'GiB' : 'MiB';
}

function tightTotalIn(bytes: number, unit: 'GiB' | 'MiB'): string {
  return tightAmount(bytes, unit, Math.round).replace(/\.0$/, '');
}

/** With two digits before the point, none after it. */
function tightAmount(bytes: number, unit: 'GiB' | 'MiB', whole: (value: number) => number): string {
  return unit === 'GiB' && bytes >= 9.95 * GIB
    ? String(whole(Math.max(10, bytes / GIB)))
    : amount(bytes, unit);
}

function amount(bytes: number, unit: 'GiB' | 'MiB'): string {
  return unit === 'GiB' ? (bytes / GIB).toFixed(1) : String(Math.round(bytes / MIB));
}
