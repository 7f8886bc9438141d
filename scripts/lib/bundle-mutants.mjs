// Bundles unit tests with the code that StrykerJS changed, in its copy of the project: one bundle holds all changes, and Stryker
// switches them on one by one. Arguments: folders or files of test/unit.
import { bundleUnitTests } from './bundle.mjs';

await bundleUnitTests(process.argv.slice(2), 'mutants');
