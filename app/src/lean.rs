//! Memos and effects of Leptos that cost little to download: their closures are boxed, so that there is code for each
//! type of value and not for each closure.

use leptos::prelude::*;

/// What `compute` gives, computed again when something it read has changed, and told on when it is another value.
pub fn memo<T>(compute: impl Fn() -> T + Send + Sync + 'static) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    boxed(Box::new(compute))
}

fn boxed<T>(compute: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    Memo::new(move |_| compute())
}

/// Does `run` now, and again whenever something it read has changed, for as long as its view lives.
pub fn effect(run: impl Fn() + 'static) {
    boxed_effect(Box::new(run));
}

fn boxed_effect(run: Box<dyn Fn()>) {
    Effect::new(move |_: Option<()>| run());
}
