import * as path from 'node:path';
import type * as vscode from 'vscode';
import { commandId } from '../../commandIds';
import type { JobRecord } from '../../jobs/job';
import type { JobService } from '../../jobs/jobService';
import type { ProviderDirectory } from '../../jobs/ports';
import type { Copies } from '../../platform/copies';
import type { HeaderReader } from '../../platform/headerReader';
import type { Hearing } from '../../platform/hearing';
import { parseHeader } from '../../shared/header';
import { isPageMessage, type PageMessage } from '../../shared/messages';
import { outputId, type OutputRef } from '../../shared/playback';
import type { FamilyView, JobView } from '../../shared/view';
import { Captures, type CaptureWish, type Frame } from '../pages/captures';
import type { PageClip } from '../pages/html';
import { isInside, type PageContent, type PageDeps, PagePanel } from '../pages/pagePanel';
import { runCommand } from '../run';
import { familyPictures, familyView, membersFrom } from './family';
import { FileLook } from './files';
import { goneView, jobView } from './jobView';
import { keepBeside, posterPath, stripPath } from './strips';
import { offerWayOut } from './wayOut';

export interface PreviewDeps extends PageDeps {
  jobs: JobService;
  providers: ProviderDirectory;
  /** Library folder: allowed from the start, because allowing it later reloads the page. */
  settings: { readonly libraryFolder: string };
  copies: Pick<Copies, 'folder' | 'find' | 'want' | 'isOfAac' | 'remedy' | 'notHeard' | 'onDidChange'>;
  headers: Pick<HeaderReader, 'read'>;
  hearing: Pick<Hearing, 'learn' | 'onDidChange'>;
}

/** Relatives that are shown at first, and added by each "Show more". */
const relativesShown = 40;

/** One job's editor tab. */
export class PreviewPanel implements PageContent<JobView>, vscode.Disposable {
  readonly page = 'preview';
  readonly #files: FileLook;
  readonly #tab: PagePanel<JobView>;
  readonly #open = new AbortController();
  readonly #captures = new Captures((message) => this.#tab.post(message));
  /** Jobs on the page: its own, and the relatives that are shown. */
  #known: readonly Pick<JobRecord, 'key' | 'id'>[];
  #mostRelatives = relativesShown;
  /** Time of the last reveal, to measure the first frame. */
  #askedAt = Date.now();

  readonly #deps: PreviewDeps;
  readonly #onClosed: () => void;
  /** Output that was shown before a reload. */
  readonly #last: OutputRef | undefined;

  constructor(
    readonly key: string,
    panel: vscode.WebviewPanel,
    deps: PreviewDeps,
    onClosed: () => void,
    last?: OutputRef,
  ) {
    this.#deps = deps;
    this.#onClosed = onClosed;
    this.#last = last;
    this.#known = [{ key }];
    this.#files = new FileLook(deps, {
      toUrl: (file, version) => this.#tab.address(file, version),
      update: () => this.update(),
      signal: this.#open.signal,
    });
    this.#tab = new PagePanel(panel, this, deps);
  }

  reveal(): void {
    this.#askedAt = Date.now();
    this.#tab.reveal();
  }

  /** True if it is the active tab. */
  get active(): boolean {
    return this.#tab.active;
  }

  /** Captures a frame of one of its clips. @throws VideoJobsError */
  async capture(wish: CaptureWish): Promise<Frame> {
    const { at, bytes = new Uint8Array() } = await this.#captures.ask(wish);
    return { at, bytes };
  }

  /** Called each time the page has started. */
  started(): void {
    this.#captures.repeat();
  }

  /** Sends the job's current view. */
  update(): void {
    this.#tab.update();
  }

  dispose(): void {
    this.#open.abort();
    this.#captures.dispose();
    this.#tab.dispose();
  }

  closed(): void {
    this.#open.abort();
    this.#captures.dispose();
    this.#onClosed();
  }

  /** Returns true if a change of this job concerns the page: it is, or became, a relative. */
  shows({ key, madeFrom, parent }: JobRecord): boolean {
    const named = [key, madeFrom?.key, parent?.id].filter((name) => name !== undefined);
    return this.#known.some((one) => named.includes(one.key) || (one.id !== undefined && named.includes(one.id)));
  }

  /** Returns true if the page shows this job. */
  names(key: string): boolean {
    return this.#known.some((one) => one.key === key);
  }

  async view(): Promise<JobView> {
    const job = this.#job;
    if (!job) return goneView(this.key);
    const family = await this.#family(job);
    return { ...(await this.#jobView(job)), ...(family ? { family } : {}) };
  }

  async #family(job: JobRecord): Promise<FamilyView | undefined> {
    const family = this.#deps.jobs.list.family(this.key, this.#mostRelatives);
    const members = family ? membersFrom(family.root) : [];
    this.#known = [job, ...members];
    if (!family) return undefined;
    const folders = this.folders();
    const pictures = await familyPictures(members, (file, version) =>
      folders.some((folder) => isInside(folder, path.dirname(file))) ? this.#tab.address(file, version) : undefined,
    );
    const labelOf = (id: string) => this.#deps.providers.find(id)?.label ?? id;
    return familyView(family, { current: this.key, labelOf, pictures, now: Date.now() });
  }

  async #jobView(job: JobRecord): Promise<JobView> {
    const provider = this.#deps.providers.find(job.provider);
    return jobView(job, {
      provider: { label: provider?.label ?? job.provider, known: provider !== undefined },
      can: this.#deps.jobs.capabilities(job.provider),
      files: await this.#files.at(job.media),
      now: Date.now(),
      estimate: this.#deps.jobs.estimate({ key: job.key }),
    });
  }

  /** Returns the output shown before a reload, else the first; the page chooses the same way. */
  async firstClip(): Promise<PageClip | undefined> {
    const { clips } = await this.view();
    const last = this.#last && outputId(this.#last);
    const clip = clips.find((one) => outputId(one) === last) ?? clips[0];
    if (clip?.kind !== 'video' || clip.notice || !clip.file) return undefined;
    const { url, clip: state, poster } = clip.file;
    return { output: outputId(clip), url, clip: state, poster };
  }

  folders(): string[] {
    const { settings, copies } = this.#deps;
    return [settings.libraryFolder, copies.folder, ...(this.#job?.media ?? []).map((file) => path.dirname(file.path))];
  }

  stalled(): void {
    void offerWayOut(this.#job);
  }

  receive(message: unknown): boolean {
    if (!isPageMessage(message)) return false;
    switch (message.type) {
      case 'ready':
        break;
      case 'action':
        this.#act(message);
        break;
      case 'relative':
        // Only jobs that the page shows.
        if (this.names(message.key)) this.#openRelative(message.key);
        break;
      case 'moreFamily':
        this.#mostRelatives += relativesShown;
        this.update();
        break;
      case 'shown':
        this.#deps.log.debug(`The first frame was there after ${Date.now() - this.#askedAt} ms.`);
        break;
      case 'header':
        this.#files.learn(message.clip.version, { header: parseHeader(message.header) });
        this.update();
        break;
      case 'strip':
        void this.#keepStrip(message);
        break;
      case 'frame':
      case 'noFrame':
        this.#captures.answered(message);
        break;
      case 'hearing':
        this.#deps.hearing.learn(message.aac);
        break;
      case 'problem':
        void this.#learnProblem(message);
        break;
    }
    return true;
  }

  /** Opens another job in its own tab, as the tree does. */
  #openRelative(key: string): void {
    void runCommand('preview', { key });
  }

  get #job() {
    return this.#deps.jobs.find({ key: this.key });
  }

  async #learnProblem({ clip, problem, reason }: Extract<PageMessage, { type: 'problem' }>): Promise<void> {
    this.#deps.log.warn('A clip did not play as it should in the preview.', problem, clip.variant, clip.index, reason);
    this.#files.learn(clip.version, { problem });
    if (problem === 'noSound') await this.#files.notHeard(this.#job?.media ?? [], clip.version);
    this.update();
  }

  /** Stores the filmstrip beside the clip, so that it lives as long; if that fails, it is generated again. */
  async #keepStrip({ clip, bytes, poster }: Extract<PageMessage, { type: 'strip' }>): Promise<void> {
    const { variant, index } = clip;
    const media = this.#job?.media.find((file) => file.variant === variant && file.index === index);
    if (!media) return;
    try {
      await keepBeside(stripPath(media.path), bytes);
      if (poster) await keepBeside(posterPath(media.path), poster);
    } catch (error) {
      this.#deps.log.debug('A filmstrip could not be kept beside its clip.', error);
    }
  }

  #act({ action, variant, index }: Extract<PageMessage, { type: 'action' }>): void {
    const job = this.#job;
    if (!job) return this.update();
    runCommand(action, { key: job.key, variant, index }).then(
      () => this.update(),
      (error: unknown) => this.#deps.log.error(`${commandId(action)} failed.`, error),
    );
  }
}
