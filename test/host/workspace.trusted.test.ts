import { hostileWorkspaceChangesNothing } from './support/hostile';

describe('A hostile workspace that is trusted', () => hostileWorkspaceChangesNothing(true));
