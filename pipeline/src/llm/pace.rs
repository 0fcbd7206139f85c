//! How fast a server may be asked: calls and tokens a minute, and pauses that it asks for.

use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// Spaces calls evenly, which any counting of a provider allows, whatever its window.
#[derive(Debug)]
pub(super) struct Pace {
    call: Duration,
    token: f64,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// When the calls before will have used up their share.
    free: Option<Instant>,
    /// No call before this.
    held: Option<Instant>,
}

impl Pace {
    pub(super) fn new(
        requests_per_minute: Option<NonZeroU32>,
        tokens_per_minute: Option<NonZeroU32>,
    ) -> Self {
        let seconds =
            |per_minute: Option<NonZeroU32>| per_minute.map_or(0.0, |n| 60.0 / f64::from(n.get()));
        Self {
            call: Duration::from_secs_f64(seconds(requests_per_minute)),
            token: seconds(tokens_per_minute),
            state: Mutex::default(),
        }
    }

    /// Waits until a call of this many tokens may be made.
    pub(super) async fn turn(&self, tokens: u64) {
        let takes = self
            .call
            .max(Duration::from_secs_f64(self.token * tokens as f64));
        let mut at = {
            let mut state = self.lock();
            let at = state
                .free
                .map_or_else(Instant::now, |free| free.max(Instant::now()));
            state.free = Some(at + takes);
            at
        };
        loop {
            sleep_until(at).await;
            match self.lock().held {
                Some(held) if held > Instant::now() => at = held,
                _ => return,
            }
        }
    }

    /// Lets nobody call for as long as this.
    pub(super) fn hold(&self, pause: Duration) {
        let until = Instant::now() + pause;
        let mut state = self.lock();
        state.held = Some(state.held.map_or(until, |held| held.max(until)));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn seconds(pace: &Pace, calls: u64, tokens: u64) -> f64 {
        let start = Instant::now();
        for _ in 0..calls {
            pace.turn(tokens).await;
        }
        start.elapsed().as_secs_f64()
    }

    #[tokio::test(start_paused = true)]
    async fn calls_a_minute() {
        let pace = Pace::new(NonZeroU32::new(60), None);
        let took = seconds(&pace, 61, 1_000).await;
        assert!((60.0..60.2).contains(&took), "{took}");
    }

    #[tokio::test(start_paused = true)]
    async fn tokens_a_minute_count_where_they_are_scarcer() {
        let pace = Pace::new(NonZeroU32::new(600), NonZeroU32::new(6_000));
        let took = seconds(&pace, 4, 1_000).await;
        assert!((30.0..30.1).contains(&took), "{took}");
    }

    #[tokio::test(start_paused = true)]
    async fn no_limit_and_no_wait() {
        assert!(seconds(&Pace::new(None, None), 1_000, 1_000).await < 0.1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_holds_everybody() {
        let pace = Pace::new(None, None);
        pace.hold(Duration::from_secs(7));
        pace.hold(Duration::from_secs(3));
        let start = Instant::now();
        tokio::join!(pace.turn(1), pace.turn(1));
        let took = start.elapsed().as_secs_f64();
        assert!((7.0..7.1).contains(&took), "{took}");
    }
}
