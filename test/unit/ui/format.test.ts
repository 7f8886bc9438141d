import assert from 'node:assert/strict';
import {
  dayKey,
  formatBytes,
  formatClock,
  formatDateTime,
  formatDay,
  formatElapsed,
  formatMoment,
  formatMoney,
  formatNumber,
  formatPercent,
  formatRelative,
  formatSeconds,
} from '../../../src/ui/format';
import { now } from './support/jobs';

/** ICU separates with several kinds of space, and which one differs between versions. */
const spaced = (text: string): string => text.replace(/\s/gu, ' ');

describe('format', () => {
  it('writes numbers in the reader’s way', () => {
    assert.equal(formatNumber(12345.5, 'en'), '12,345.5');
    assert.equal(formatNumber(12345.5, 'de'), '12.345,5');
  });

  it('shows a percentage whole, within bounds, and 100 only at the end', () => {
    assert.equal(formatPercent(62, 'en'), '62%');
    assert.equal(spaced(formatPercent(62, 'de')), '62 %');
    assert.equal(formatPercent(99.9, 'en'), '99%');
    assert.equal(formatPercent(140, 'en'), '100%');
    assert.equal(formatPercent(-3, 'en'), '0%');
  });

  it('shows time passed as a clock does', () => {
    assert.equal(formatElapsed(7_000, 'en'), '0:07');
    assert.equal(formatElapsed(65_999, 'en'), '1:05');
    assert.equal(formatElapsed((2 * 3600 + 3 * 60 + 9) * 1000, 'en'), '2:03:09');
    assert.equal(formatElapsed(-5, 'en'), '0:00');
  });

  it('shows the length of a clip with its unit', () => {
    assert.equal(formatSeconds(8, 'en'), '8s');
    assert.equal(formatSeconds(7.52, 'en'), '7.5s');
  });

  it('chooses a size’s unit so that it stays short', () => {
    assert.equal(spaced(formatBytes(0, 'en')), '0 bytes');
    assert.equal(spaced(formatBytes(1, 'en')), '1 byte');
    assert.equal(spaced(formatBytes(1_500, 'en')), '1.5 kB');
    assert.equal(spaced(formatBytes(999_960, 'en')), '1 MB');
    assert.equal(spaced(formatBytes(9_460_000, 'de')), '9,5 MB');
    assert.equal(spaced(formatBytes(3e15, 'en')), '3,000 TB');
  });

  it('does not round small costs to nothing, and survives a currency that is none', () => {
    assert.equal(formatMoney(0.8, 'USD', 'en'), '$0.80');
    assert.equal(formatMoney(0.0032, 'USD', 'en'), '$0.0032');
    assert.equal(spaced(formatMoney(1.5, 'EUR', 'de')), '1,50 €');
    assert.equal(formatMoney(12, 'credits', 'en'), '12.00 credits');
  });

  it('names today and yesterday, and dates the rest', () => {
    const day = 86_400_000;
    assert.equal(formatDay(now, now, 'en'), 'Today');
    assert.equal(formatDay(now - day, now, 'en'), 'Yesterday');
    assert.equal(formatDay(now - day, now, 'de'), 'Gestern');
    assert.equal(formatDay(now - 2 * day, now, 'en'), 'Monday, May 4');
    assert.match(formatDay(now - 366 * day, now, 'en'), /2025/);
  });

  it('counts days by the calendar, not by hours', () => {
    const lateYesterday = new Date(2026, 4, 5, 23, 59).getTime();
    assert.equal(formatDay(lateYesterday, new Date(2026, 4, 6, 0, 1).getTime(), 'en'), 'Yesterday');
    assert.equal(dayKey(lateYesterday), '2026-05-05');
  });

  it('shows a moment by the clock today and by the date before', () => {
    assert.equal(spaced(formatMoment(now, now, 'en')), '12:00 PM');
    assert.equal(formatMoment(now - 3 * 86_400_000, now, 'en'), 'May 3');
    assert.equal(formatClock(now, 'de'), '12:00');
    assert.match(spaced(formatDateTime(now, 'en')), /^May 6, 2026,? (at )?12:00 PM$/);
  });

  it('says how far away a moment is', () => {
    assert.equal(formatRelative(now + 3 * 3_600_000, now, 'en'), 'in 3 hours');
    assert.equal(formatRelative(now - 5 * 60_000, now, 'en'), '5 minutes ago');
    assert.equal(formatRelative(now + 86_400_000, now, 'en'), 'tomorrow');
  });

  it('shows something for times no calendar holds and languages Intl does not know', () => {
    assert.equal(formatDateTime(1e20, 'en'), '100000000000000000000');
    assert.doesNotThrow(() => formatDay(Number.NaN, now, 'en'));
    assert.equal(typeof formatNumber(1, 'not a language'), 'string');
  });
});
