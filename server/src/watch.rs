//! Takes over what is published, by whichever process, without a restart; and sweeps what ended.

use std::time::Duration;

use crate::state::{AppState, now};

/// How often it is looked whether something was published.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How often ended sessions and old entries of the log are removed, in looks.
const SWEEP_EVERY: u32 = 7200;

/// Serves what is published now.
pub async fn refresh(state: &AppState) {
    let state = state.clone();
    let work = move || {
        let Some(door) = state.door() else { return };
        match state.catalogue().refresh(&door.store) {
            Ok(unservable) => {
                for release in unservable {
                    let (id, error) = (release.id, release.error);
                    tracing::error!("The release {id} is published but not served. {error}");
                }
            }
            Err(error) => tracing::error!("{error}"),
        }
    };
    if let Err(error) = tokio::task::spawn_blocking(work).await {
        tracing::error!("The list of releases could not be renewed: {error}.");
    }
}

/// Watches for ever. Entries of the access log are kept for `log_days`.
pub async fn run(state: AppState, log_days: u32) {
    let Some(door) = state.door() else { return };
    let mut served = None;
    let mut looks = 0;
    loop {
        match door.store.release_changes() {
            Ok(changes) if served != Some(changes) => {
                refresh(&state).await;
                served = Some(changes);
            }
            Ok(_) => {}
            Err(error) => tracing::error!("{error}"),
        }
        if looks == 0 {
            sweep(&state, log_days).await;
        }
        looks = (looks + 1) % SWEEP_EVERY;
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

async fn sweep(state: &AppState, log_days: u32) {
    let state = state.clone();
    let work = move || {
        let Some(door) = state.door() else { return };
        let before = now() - i64::from(log_days) * 24 * 3600;
        let swept = door
            .store
            .sweep(now(), door.session_limits)
            .and_then(|()| door.store.shorten_log(before));
        if let Err(error) = swept {
            tracing::error!("{error}");
        }
    };
    if let Err(error) = tokio::task::spawn_blocking(work).await {
        tracing::error!("What ended could not be removed: {error}.");
    }
}
