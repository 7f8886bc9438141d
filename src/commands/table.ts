import { addProvider } from './addProvider';
import type { Command } from './app';
import { cancelDownload } from './cancelDownload';
import { clearApiKey } from './clearApiKey';
import { compare } from './compare';
import { copyId, copyPath, copyPrompt } from './copy';
import { continueFromFrame, continueFromLast } from './continue';
import { copyAs } from './copyAs';
import { copyReport } from './copyReport';
import { exportCosts, showCosts } from './costs';
import { correctReading } from './correctReading';
import { create } from './create';
import { createAgain } from './createAgain';
import { createWithSeveral } from './createWithSeveral';
import { goToParent, showFamily } from './family';
import { lookAgain } from './lookAgain';
import { deleteJob } from './delete';
import { diagnose } from './diagnose';
import { download } from './download';
import { edit } from './edit';
import { editProvider } from './editProvider';
import { exportGallery } from './exportGallery';
import { extend } from './extend';
import { copyFrame, saveFrame } from './frame';
import type { CommandName } from '../commandIds';
import { importJob } from './import';
import { insert } from './insert';
import { rebuildList, startNewList } from './jobList';
import { manageLibrary } from './manageLibrary';
import { makePlayable } from './makePlayable';
import { moveTo } from './moveTo';
import { openExternal } from './openExternal';
import { openInEditor } from './openInEditor';
import { openLibrary } from './openLibrary';
import { preview } from './preview';
import { refresh } from './refresh';
import { remix } from './remix';
import { removeProvider } from './removeProvider';
import { resolveUncertain } from './resolveUncertain';
import { resumeWatching } from './resumeWatching';
import { reveal } from './reveal';
import { saveAs } from './saveAs';
import { saveRecording } from './saveRecording';
import { dontSend, sendAgain, sendLater } from './sending';
import { setApiKey } from './setApiKey';
import { showDetails } from './showDetails';
import { showDifferences } from './showDifferences';
import { stopWatching } from './stopWatching';
import { testProvider } from './testProvider';
import { trySandbox } from './trySandbox';
import { clearFilter, filter, groupBy, loadMore, showActive, showLog } from './view';

/** Every command of the manifest, by name. */
export const commands: Readonly<Record<CommandName, Command>> = {
  addProvider,
  cancelDownload,
  clearApiKey,
  clearFilter,
  compare,
  copyAs,
  copyId,
  copyPath,
  copyPrompt,
  copyReport,
  correctReading,
  create,
  createAgain,
  createWithSeveral,
  lookAgain,
  delete: deleteJob,
  diagnose,
  dontSend,
  download,
  edit,
  editProvider,
  exportCosts,
  exportGallery,
  extend,
  filter,
  goToParent,
  groupBy,
  import: importJob,
  insert,
  saveFrame,
  copyFrame,
  continueFromFrame,
  continueFromLast,
  loadMore,
  manageLibrary,
  makePlayable,
  moveTo,
  openExternal,
  openInEditor,
  openLibrary,
  preview,
  rebuildList,
  refresh,
  remix,
  removeProvider,
  resolveUncertain,
  resumeWatching,
  reveal,
  saveAs,
  saveRecording,
  sendAgain,
  sendLater,
  setApiKey,
  showActive,
  showCosts,
  showDetails,
  showDifferences,
  showFamily,
  showLog,
  startNewList,
  stopWatching,
  testProvider,
  trySandbox,
};
