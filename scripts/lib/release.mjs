// Facts about a release, from its tag, package.json and CHANGELOG.md.

/**
 * Marketplaces know `major.minor.patch` only, so the channel is in the number: an odd minor is a pre-release, an even one a
 * release.
 * @param {string} version
 */
export const isPreRelease = (version) => Number(version.split('.')[1]) % 2 === 1;

/**
 * Checks that everything agrees on the version.
 * @param {{ tag: string, manifest: { name: string, version: string }, changelog: string }} release
 * @returns {{ version: string, preRelease: boolean, vsix: string, notes: string }} notes: the changelog's section
 * @throws Error naming what does not agree and what to change
 */
export function releaseOf({ tag, manifest: { name, version }, changelog }) {
  if (!/^\d+\.\d+\.\d+$/.test(version)) {
    throw new Error(`package.json has the version "${version}". Marketplaces take major.minor.patch only.`);
  }
  if (tag !== `v${version}`) {
    throw new Error(`The tag is "${tag}" and package.json has ${version}. Set the version, or tag v${version}.`);
  }
  const notes = section(changelog, version);
  if (!notes) throw new Error(`CHANGELOG.md has nothing below "## ${version}". Describe the release there.`);
  return { version, preRelease: isPreRelease(version), vsix: `${name}-${version}.vsix`, notes };
}

/**
 * @param {string} changelog
 * @param {string} version
 */
function section(changelog, version) {
  const sections = changelog.split(/^## /m).slice(1);
  const found = sections.find((one) => one.split(/\s/, 1)[0] === version);
  return found?.slice(found.indexOf('\n') + 1).trim();
}
