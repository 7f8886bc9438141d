import type { VideoJobsError } from '../../api/errors';
import type { Cost, ModelInfo, Price } from '../../api/types';
import type { Ledger } from '../ledger/ledger';
import type { Spent, SpentOn } from '../ledger/spending';
import type { JobStore } from '../ledger/store';
import type { JobSettings } from '../ports';
import { boughtByExtra } from './bought';
import { type Budget, budgetAsks, budgetDay, checkBudgets, type Consent } from './budget';
import { estimateCost, type Priced } from './price';

export interface CostsDeps {
  store: JobStore;
  settings(): Pick<JobSettings, 'prices' | 'budgets' | 'agentsBudget'>;
  /** Returns the server's description of a model, if it was requested. Never rejects. */
  modelOf?(provider: string, model: string | undefined): Promise<ModelInfo | undefined>;
}

/** The fields of a request that its cost depends on. */
type PricedRequest = Priced & { provider: string };

/** What is about to be spent, and for whom. */
interface Spend {
  provider: string;
  cost: Cost | undefined;
  consent: Consent | undefined;
  maker: string | undefined;
}

/** A budget and its remainder today, negative if it was exceeded. */
export interface BudgetState extends Spent {
  budget: Budget;
  left: number;
}

/** Where the user has set no budget for agents. */
const askEach: Budget = { maker: 'agent', amount: 0, currency: 'USD', over: 'ask', unknown: 'ask' };

/** Estimates, spending, and budget checks. */
export class Costs {
  readonly #deps: CostsDeps;

  constructor(deps: CostsDeps) {
    this.#deps = deps;
  }

  /** Returns undefined if the cost is not known. */
  async estimate(request: PricedRequest): Promise<Cost | undefined> {
    const { provider, model, extra } = request;
    const { models } = boughtByExtra(extra);
    const infoOf = async (name: string | undefined) => this.#deps.modelOf?.(provider, name);
    const [info, ...others] = await Promise.all([model, ...models].map(infoOf));
    return estimateCost(
      request,
      this.#prices(provider),
      info,
      others.filter((one) => one !== undefined),
    );
  }

  /** Estimates from a model description at hand, for a form being filled in. */
  estimateWith(request: PricedRequest, model: ModelInfo | undefined): Cost | undefined {
    return estimateCost(request, this.#prices(request.provider), model);
  }

  /** Returns true if the user set prices or a budget for this provider. */
  concerns(provider: string): boolean {
    return this.#prices(provider).length > 0 || this.#budgets(provider).length > 0;
  }

  /**
   * Checks several requests against the budgets. Nothing is reserved: each is checked again when it is sent.
   * @returns the refusal, if any; its code is `budgetAsks` if the user may consent
   * @throws VideoJobsError `disk`
   */
  async checkBudget(requests: readonly PricedRequest[]): Promise<VideoJobsError | undefined> {
    const costs = await Promise.all(requests.map((request) => this.estimate(request)));
    const { ledger } = this.#deps.store;
    const spent = this.#spent(ledger);
    const providers = [...new Set(requests.map(({ provider }) => provider))];
    const of = (provider: string) => costs.filter((_, index) => requests[index]!.provider === provider);
    const budgets = this.#deps.settings().budgets ?? [];
    const refusals = [
      ...providers.map((provider) =>
        checkBudgets(
          budgets.filter((budget) => budget.provider !== undefined),
          provider,
          of(provider),
          spent,
        ),
      ),
      checkBudgets(
        budgets.filter((budget) => budget.provider === undefined),
        '',
        costs,
        spent,
      ),
    ].filter((one) => one !== undefined);
    return refusals.find(({ code }) => code !== budgetAsks) ?? refusals[0];
  }

  /**
   * Checks one request inside the transaction that writes it, so that the second of two windows sees the first.
   * @param maker kind of asker, if no person
   * @throws VideoJobsError `payment`
   */
  assertAllowed(ledger: Ledger, { provider, cost, consent, maker }: Spend): void {
    const agents = maker === 'agent' ? [this.#deps.settings().agentsBudget ?? askEach] : [];
    const budgets = [...this.#budgets(provider), ...agents];
    const error = checkBudgets(budgets, provider, [cost], this.#spent(ledger), maker);
    if (error && !(consent?.overBudget && error.code === budgetAsks)) throw error;
  }

  /** @throws VideoJobsError `disk`, as does the next */
  budgets(): BudgetState[] {
    const spent = this.#spent(this.#deps.store.ledger);
    return (this.#deps.settings().budgets ?? []).map((budget) => {
      const today = spent(budget);
      return { ...today, budget, left: budget.amount - today.reported - today.estimated };
    });
  }

  /** Newest day first. @param from ms since the epoch */
  byDay(from?: number): SpentOn[] {
    return this.#deps.store.ledger.spending.byDay(from);
  }

  #prices(provider: string): readonly Price[] {
    return (this.#deps.settings().prices ?? []).filter((price) => price.provider === provider);
  }

  #budgets(provider: string): readonly Budget[] {
    return (this.#deps.settings().budgets ?? []).filter(
      (budget) => budget.provider === undefined || budget.provider === provider,
    );
  }

  #spent(ledger: Ledger): (budget: Budget) => Spent {
    const day = budgetDay(Date.now());
    return ({ currency, provider, maker }) => ledger.spending.between(day, currency, { provider, maker });
  }
}
