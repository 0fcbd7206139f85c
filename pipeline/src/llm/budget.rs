//! What may be spent in a vault, in dollars and in tokens.
//!
//! Invariant: what calls under way could cost at most is set aside, so that the budget is not
//! overrun by more than the error of an estimate.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::cache::Spent;
use super::config::BudgetConfig;

#[derive(Debug)]
pub(super) struct Budget {
    limit: BudgetConfig,
    state: Mutex<State>,
    freed: Notify,
}

#[derive(Debug, Default)]
struct State {
    spent: Spent,
    aside: Spent,
    under_way: usize,
}

/// The next call could go beyond the budget.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reached;

impl Budget {
    pub(super) fn new(limit: BudgetConfig, spent: Spent) -> Self {
        Self {
            limit,
            state: Mutex::new(State {
                spent,
                ..State::default()
            }),
            freed: Notify::new(),
        }
    }

    /// Sets aside what a call may cost, and waits for calls under way where only they are in the
    /// way. What is set aside is given back when it is dropped.
    pub(super) async fn set_aside(&self, worst: Spent) -> Result<Aside<'_>, Reached> {
        loop {
            let freed = self.freed.notified();
            {
                let mut state = self.lock();
                if self.allows(sum(sum(state.spent, state.aside), worst)) {
                    state.aside = sum(state.aside, worst);
                    state.under_way += 1;
                    return Ok(Aside {
                        budget: self,
                        worst,
                    });
                }
                if state.under_way == 0 {
                    return Err(Reached);
                }
            }
            freed.await;
        }
    }

    /// Counts what a call did cost.
    pub(super) fn spend(&self, spent: Spent) {
        let mut state = self.lock();
        state.spent = sum(state.spent, spent);
    }

    /// The budget, for people.
    pub(super) fn in_words(&self) -> String {
        let dollars = self.limit.dollars.map(dollars);
        let tokens = self.limit.tokens.map(tokens);
        match (dollars, tokens) {
            (Some(dollars), Some(tokens)) => format!("{dollars} or {tokens}"),
            (dollars, tokens) => dollars.or(tokens).unwrap_or_default(),
        }
    }

    /// What is spent, in the same units.
    pub(super) fn spent_in_words(&self) -> String {
        let spent = self.lock().spent;
        match (self.limit.dollars, self.limit.tokens) {
            (Some(_), None) => dollars(spent.dollars),
            (None, Some(_)) => tokens(spent.tokens),
            _ => format!("{} and {}", dollars(spent.dollars), tokens(spent.tokens)),
        }
    }

    /// What is spent, in both units whatever the budget is in.
    pub(super) fn all_spent_in_words(&self) -> String {
        let spent = self.lock().spent;
        format!("{} and {}", dollars(spent.dollars), tokens(spent.tokens))
    }

    fn allows(&self, spent: Spent) -> bool {
        self.limit.dollars.is_none_or(|most| spent.dollars <= most)
            && self.limit.tokens.is_none_or(|most| spent.tokens <= most)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Set aside for a call under way.
#[derive(Debug)]
pub(super) struct Aside<'a> {
    budget: &'a Budget,
    worst: Spent,
}

impl Drop for Aside<'_> {
    fn drop(&mut self) {
        let mut state = self.budget.lock();
        state.under_way -= 1;
        state.aside.tokens = state.aside.tokens.saturating_sub(self.worst.tokens);
        // Sums of floating point numbers do not come back to nothing by themselves.
        state.aside.dollars = if state.under_way == 0 {
            0.0
        } else {
            state.aside.dollars - self.worst.dollars
        };
        drop(state);
        self.budget.freed.notify_waiters();
    }
}

fn sum(a: Spent, b: Spent) -> Spent {
    Spent {
        dollars: a.dollars + b.dollars,
        tokens: a.tokens.saturating_add(b.tokens),
    }
}

/// Small sums are not rounded to nothing.
pub(super) fn dollars(amount: f64) -> String {
    if amount != 0.0 && amount < 0.1 {
        format!("{amount:.4} USD")
    } else {
        format!("{amount:.2} USD")
    }
}

pub(super) fn tokens(number: u64) -> String {
    format!("{number} tokens")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spent(dollars: f64, tokens: u64) -> Spent {
        Spent { dollars, tokens }
    }

    fn budget(dollars: Option<f64>, tokens: Option<u64>) -> Budget {
        Budget::new(BudgetConfig { dollars, tokens }, spent(1.0, 100))
    }

    #[tokio::test]
    async fn what_was_spent_before_counts() {
        let budget = budget(Some(2.0), None);
        assert!(budget.set_aside(spent(1.0, 0)).await.is_ok());
        assert_eq!(budget.set_aside(spent(1.1, 0)).await.unwrap_err(), Reached);
        budget.spend(spent(0.5, 9));
        assert_eq!(budget.spent_in_words(), "1.50 USD");
        assert_eq!(budget.set_aside(spent(0.6, 0)).await.unwrap_err(), Reached);
    }

    #[tokio::test]
    async fn a_call_waits_for_those_under_way_before_it_gives_up() {
        let budget = budget(None, Some(200));
        let first = budget.set_aside(spent(0.0, 80)).await.unwrap();
        let second = budget.set_aside(spent(0.0, 60));
        let finish = async {
            tokio::task::yield_now().await;
            budget.spend(spent(0.0, 30));
            drop(first);
        };
        let (second, ()) = tokio::join!(second, finish);
        assert!(second.is_ok(), "100 + 30 + 60 are within 200");
    }

    #[tokio::test]
    async fn without_a_budget_there_is_no_end() {
        assert!(
            budget(None, None)
                .set_aside(spent(1e9, u64::MAX))
                .await
                .is_ok()
        );
    }

    #[test]
    fn in_words() {
        assert_eq!(
            budget(Some(0.05), Some(9)).in_words(),
            "0.0500 USD or 9 tokens"
        );
        assert_eq!(budget(Some(5.0), None).in_words(), "5.00 USD");
    }
}
