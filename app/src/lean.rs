//! Memos and effects of Leptos that cost little to download: their closures are boxed, so that there is code for each
//! type of value and not for each closure.
//!
//! What ends here leaves nothing behind in what it read. Leptos' own stay listed there, dead, until that changes, which
//! some of the page's state never does.

use leptos::prelude::*;
use leptos::reactive::graph::{AnySubscriber, Subscriber as _, ToAnySubscriber};

/// What `compute` gives, computed again when something it read has changed, and told on when it is another value.
pub fn memo<T>(compute: impl Fn() -> T + Send + Sync + 'static) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    memo_of_last(move |_| compute())
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
    ending(&memo);
    memo.into()
}

/// Does `run` now, and again whenever something it read has changed, for as long as its view lives.
pub fn effect(run: impl Fn() + 'static) {
    boxed_effect(Box::new(run));
}

fn boxed_effect(run: Box<dyn Fn()>) {
    ending(&Effect::new(move |_: Option<()>| run()));
}

/// Takes a memo or an effect of Leptos' own out of what it read when its view ends.
pub fn ending(node: &impl ToAnySubscriber) {
    end_with_view(node.to_any_subscriber());
}

fn end_with_view(subscriber: AnySubscriber) {
    on_cleanup(move || subscriber.clear_sources(&subscriber));
}
