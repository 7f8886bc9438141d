import type { CommandName } from '../../commandIds';
import { addProviderCommands } from '../addProvider';
import { cancelCommands } from '../cancel';
import { compareCommands } from '../compare';
import { copyCommands } from '../copy';
import { correctReadingCommands } from '../correctReading';
import { costCommands } from '../costs';
import { createCommands } from '../create';
import { createWithSeveralCommands } from '../createWithSeveral';
import { deleteCommands } from '../delete';
import { deriveCommands } from '../derive';
import { diagnosisCommands } from '../diagnosis';
import { downloadCommands } from '../download';
import { exportGalleryCommands } from '../exportGallery';
import { familyCommands } from '../family';
import { followCommands } from '../follow';
import { frameCommands } from '../frame';
import { insertCommands } from '../insert';
import { jobListCommands } from '../jobList';
import { keyCommands } from '../keys';
import { manageLibraryCommands } from '../manageLibrary';
import { openCommands } from '../open';
import { providerCommands } from '../providers';
import { resolveUncertainCommands } from '../resolveUncertain';
import { sendingCommands } from '../sending';
import { useAsInputCommands } from '../useAsInput';
import { viewCommands } from '../view';
import type { Command } from './app';

/** Every command of the manifest, by name; each noun's file lists its own. */
export const commands: Readonly<Record<CommandName, Command>> = {
  ...addProviderCommands,
  ...cancelCommands,
  ...compareCommands,
  ...copyCommands,
  ...correctReadingCommands,
  ...costCommands,
  ...createCommands,
  ...createWithSeveralCommands,
  ...deleteCommands,
  ...deriveCommands,
  ...diagnosisCommands,
  ...downloadCommands,
  ...exportGalleryCommands,
  ...familyCommands,
  ...followCommands,
  ...frameCommands,
  ...useAsInputCommands,
  ...insertCommands,
  ...jobListCommands,
  ...keyCommands,
  ...manageLibraryCommands,
  ...openCommands,
  ...providerCommands,
  ...resolveUncertainCommands,
  ...sendingCommands,
  ...viewCommands,
};
