import { baseUrlOf } from '../../api/baseUrl';
import { otherRegionsOf, type Region } from '../../api/regions';
import { showFailure } from '../../ui/prompts/failure';
import { Dismissed } from '../../ui/prompts/input';
import type { App, Command } from './app';
import { isForSelection, readCall } from './call';

/**
 * Runs one command. A person sees what went wrong, once; a caller that gave all it takes gets the rejection.
 * @param forPeople commands that only menus have, whatever they are given
 * @param selected the rows of a view that were selected
 */
export async function runCommand(
  app: App,
  command: Command,
  argument: unknown,
  forPeople = false,
  selected?: unknown,
): Promise<unknown> {
  const call = isForSelection(argument)
    ? readCall(app.view.selection[0], app.view.selection)
    : readCall(argument, selected);
  call.byUser ||= forPeople;
  try {
    return await command(app, call);
  } catch (error) {
    if (error instanceof Dismissed) return undefined;
    if (!call.byUser) throw error;
    showFailure(error, app.log, call.provider, regionsFor(app, call.provider));
    return undefined;
  }
}

/** Returns the other regions of a provider's server; none if its settings cannot be read. */
function regionsFor(app: App, id: string | undefined): readonly Region[] {
  const provider = id === undefined ? undefined : app.providers.find(id);
  try {
    return provider ? otherRegionsOf(provider, baseUrlOf(provider)) : [];
  } catch {
    return [];
  }
}
