//! Texts kept in the browser's database, by name. Where the browser refuses (private windows, no room),
//! nothing is kept, and the caller is told.

use js_sys::Promise;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbObjectStore, IdbRequest, IdbTransactionMode};

use super::window;

const DATABASE: &str = "kleio";
const STORE: &str = "regroupings";

/// All texts whose name begins with `prefix`, by name.
pub async fn all(prefix: &str) -> Option<Vec<(String, String)>> {
    let store = store(IdbTransactionMode::Readonly).await?;
    // Both are asked for before either is waited for: a transaction ends when nothing is asked of it.
    let (names, texts) = (store.get_all_keys().ok()?, store.get_all().ok()?);
    let (names, texts) = (done(&names).await?, done(&texts).await?);
    let (names, texts) = (js_sys::Array::from(&names), js_sys::Array::from(&texts));
    let pairs = names.iter().zip(texts.iter());
    let pairs = pairs.filter_map(|(name, text)| Some((name.as_string()?, text.as_string()?)));
    Some(pairs.filter(|(name, _)| name.starts_with(prefix)).collect())
}

/// Keeps `text` under `name`; whether that was possible.
pub async fn put(name: &str, text: &str) -> bool {
    let kept = async {
        let store = store(IdbTransactionMode::Readwrite).await?;
        let request = store.put_with_key(&text.into(), &name.into()).ok()?;
        done(&request).await
    };
    kept.await.is_some()
}

/// Forgets what is kept under `name`.
pub async fn remove(name: &str) {
    let gone = async {
        let store = store(IdbTransactionMode::Readwrite).await?;
        done(&store.delete(&name.into()).ok()?).await
    };
    // What cannot be forgotten was not kept.
    drop(gone.await);
}

async fn store(mode: IdbTransactionMode) -> Option<IdbObjectStore> {
    let open = window()?
        .indexed_db()
        .ok()??
        .open_with_u32(DATABASE, 1)
        .ok()?;
    let request = open.clone();
    let upgrade = Closure::once(move |_: web_sys::Event| {
        let database = request.result().ok();
        if let Some(database) = database.and_then(|found| found.dyn_into::<IdbDatabase>().ok()) {
            // Refused only where it is there already.
            drop(database.create_object_store(STORE));
        }
    });
    let upgrade = upgrade.into_js_value();
    open.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
    let database: IdbDatabase = done(&open).await?.dyn_into().ok()?;
    let transaction = database.transaction_with_str_and_mode(STORE, mode).ok()?;
    // Closed once the transaction is through.
    database.close();
    transaction.object_store(STORE).ok()
}

/// The request's result; `None` where it failed.
async fn done(request: &IdbRequest) -> Option<JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    JsFuture::from(promise).await.ok()?;
    request.result().ok()
}
