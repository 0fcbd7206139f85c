//! Memos and effects of Leptos that cost little to download: their closures are boxed, so that there is code for each
//! type of value and not for each closure.
//!
//! What ends here leaves nothing behind in what it read. Leptos' own mostly stay listed there, dead, for as long as that
//! lives. What is drawn is Leptos' own, so a view that comes and goes reads the page's state through memos of its own,
//! which go with it.

use leptos::prelude::*;
use leptos::reactive::graph::{AnySubscriber, Subscriber as _, ToAnySubscriber};

/// What `compute` gives, computed again when something it read has changed, and told on when it is another value.
pub fn memo<T>(compute: impl Fn() -> T + Send + Sync + 'static) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    memo_of_last(move |_| compute())
}

/// What `signal` says, as a [`memo()`] of the view that asks: for a view that comes and goes and reads what stays.
pub fn own<T>(signal: impl Get<Value = T> + Send + Sync + 'static) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    memo(move || signal.get())
}

/// A [`memo()`] that is computed from what it gave last, too.
pub fn memo_of_last<T>(compute: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    boxed(Box::new(compute))
}

/// What a memo computes, from what it gave last.
type Compute<T> = dyn Fn(Option<&T>) -> T + Send + Sync;

fn boxed<T>(compute: Box<Compute<T>>) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    let memo = ArcMemo::new(move |last: Option<&T>| compute(last));
    ending(memo.to_any_subscriber());
    memo.into()
}

/// Does `run` now, and again whenever something it read has changed, for as long as its view lives.
pub fn effect(run: impl Fn() + 'static) {
    boxed_effect(Box::new(move |_: Option<()>| run()));
}

/// An [`effect()`] that is told what it gave last, too.
pub fn effect_of_last<T: 'static>(run: impl Fn(Option<T>) -> T + 'static) {
    boxed_effect(Box::new(run));
}

fn boxed_effect<T: 'static>(run: Box<dyn Fn(Option<T>) -> T>) {
    ending(Effect::new(run).to_any_subscriber());
}

/// Takes a memo or an effect out of what it read when its view ends.
fn ending(node: AnySubscriber) {
    on_cleanup(move || node.clear_sources(&node));
}
