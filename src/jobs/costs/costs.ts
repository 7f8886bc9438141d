import type { Cost, ModelInfo, Price } from '../../api/types';
import type { VideoJobsError } from '../../api/errors';
import type { Ledger } from '../ledger/ledger';
import type { SpentOn, Spent } from '../ledger/spending';
import type { JobStore } from '../ledger/store';
import type { JobSettings } from '../ports';
import { budgetAsks, checkBudgets, startOfDay, type Budget, type Consent } from './budget';
import { estimateCost, type Priced } from './price';

export interface CostsDeps {
  store: JobStore;
  settings(): Pick<JobSettings, 'prices' | 'budgets'>;
  /** What its server tells of a model, as far as that was asked. Never rejects. */
  modelOf?(provider: string, model: string | undefined): Promise<ModelInfo | undefined>;
}

/** A request as far as its cost goes. */
export type PricedRequest = Priced & { provider: string };

/** A budget and what is left of it today; less than nothing where it was exceeded. */
export interface BudgetState extends Spent {
  budget: Budget;
  left: number;
}

/** What requests cost, before and after, and whether they may. */
export class Costs {
  constructor(private readonly deps: CostsDeps) {}

  /** Nothing where it is not known. */
  async estimate(request: PricedRequest): Promise<Cost | undefined> {
    const { provider, model } = request;
    return estimateCost(request, this.#own(provider), await this.deps.modelOf?.(provider, model));
  }

  /** The same from what is at hand, for a form that is being filled in. */
  estimateWith(request: PricedRequest, model: ModelInfo | undefined): Cost | undefined {
    return estimateCost(request, this.#own(request.provider), model);
  }

  /** Whether anything is known of what this provider takes, or it matters. */
  concerns(provider: string): boolean {
    return this.#own(provider).length > 0 || this.#budgets(provider).length > 0;
  }

  /**
   * Whether all these requests may be sent now. Nothing is reserved: each is looked at again when it is sent.
   * @returns why not; of the code `budgetAsks` where the user may agree
   * @throws VideoJobsError `disk`
   */
  async checkBudget(requests: readonly PricedRequest[]): Promise<VideoJobsError | undefined> {
    const costs = await Promise.all(requests.map((request) => this.estimate(request)));
    const { ledger } = this.deps.store;
    const spent = this.#spent(ledger);
    const providers = [...new Set(requests.map(({ provider }) => provider))];
    const of = (provider: string) => costs.filter((_, index) => requests[index]!.provider === provider);
    const budgets = this.deps.settings().budgets ?? [];
    const found = [
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
    return found.find(({ code }) => code !== budgetAsks) ?? found[0];
  }

  /**
   * The same for one request, inside the transaction that writes it down: of two windows the second one sees the first.
   * @throws VideoJobsError `payment`
   */
  assertAllowed(ledger: Ledger, provider: string, cost: Cost | undefined, consent?: Consent): void {
    const error = checkBudgets(this.#budgets(provider), provider, [cost], this.#spent(ledger));
    if (error && !(consent?.overBudget && error.code === budgetAsks)) throw error;
  }

  /** @throws VideoJobsError `disk`, as does the next */
  budgets(): BudgetState[] {
    const spent = this.#spent(this.deps.store.ledger);
    return (this.deps.settings().budgets ?? []).map((budget) => {
      const today = spent(budget);
      return { ...today, budget, left: budget.amount - today.reported - today.estimated };
    });
  }

  /** Newest day first. @param from ms since the epoch */
  byDay(from?: number): SpentOn[] {
    return this.deps.store.ledger.spending.byDay(from);
  }

  #own(provider: string): readonly Price[] {
    return (this.deps.settings().prices ?? []).filter((price) => price.provider === provider);
  }

  #budgets(provider: string): readonly Budget[] {
    return (this.deps.settings().budgets ?? []).filter(
      (budget) => budget.provider === undefined || budget.provider === provider,
    );
  }

  #spent(ledger: Ledger): (budget: Budget) => Spent {
    const from = startOfDay(Date.now());
    return ({ currency, provider }) => ledger.spending.since(from, currency, provider);
  }
}
