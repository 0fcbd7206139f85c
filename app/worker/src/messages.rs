//! Messages of the worker: buffers in, buffers out.

use js_sys::{Array, ArrayBuffer, Float32Array, Uint8Array, Uint32Array};
use kleio_regroup::job::{Arrays, run};
use kleio_regroup::protocol::{Answer, Ask, Job, JobError, Reply, VERSION};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// Least rise of the share that is done between two reports.
const REPORTED: f32 = 0.02;

/// Takes requests for as long as the worker lives, and says that it is there.
pub(crate) fn listen() {
    console_error_panic_hook::set_once();
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return;
    };
    let answering = scope.clone();
    let closure = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        answer(&answering, &event.data());
    });
    scope.set_onmessage(Some(closure.as_ref().unchecked_ref()));
    closure.forget();
    // Messages that came before this are lost, so the page waits for it.
    send(&scope, &JsValue::from_str("ready"), &[]);
}

fn answer(scope: &DedicatedWorkerGlobalScope, data: &JsValue) {
    let message: &Array = data.unchecked_ref();
    let header = message.get(0).as_string().unwrap_or_default();
    let ask: Ask = match serde_json::from_str(&header) {
        Ok(ask) => ask,
        Err(_) => {
            return reply(scope, 0, Answer::Failed(JobError::Version), Vec::new());
        }
    };
    let arrays = arrays(&ask, message);
    let mut told = 0.0;
    let done = run(&ask, &arrays, &mut |share| {
        if share >= told + REPORTED {
            told = share;
            reply(scope, ask.id, Answer::Progress(share), Vec::new());
        }
    });
    let (answer, labels) = done.unwrap_or_else(|error| (Answer::Failed(error), Vec::new()));
    reply(scope, ask.id, answer, labels);
}

/// The buffers beside the header, in the order that the protocol says.
fn arrays(ask: &Ask, message: &Array) -> Arrays {
    let mut place = 0;
    let mut next = || {
        place += 1;
        message.get(place).unchecked_into::<ArrayBuffer>()
    };
    let floats = |buffer: ArrayBuffer| Float32Array::new(&buffer).to_vec();
    let parts = ask.parts.iter().map(|_| floats(next())).collect();
    let weights = floats(next());
    let texts = Uint8Array::new(&next()).to_vec();
    let labels = match ask.job {
        Job::Name => Uint32Array::new(&next()).to_vec(),
        Job::Group { .. } | Job::Suggest { .. } => Vec::new(),
    };
    Arrays {
        parts,
        weights,
        texts: String::from_utf8(texts).unwrap_or_default(),
        labels,
    }
}

fn reply(scope: &DedicatedWorkerGlobalScope, id: u32, answer: Answer, labels: Vec<u32>) {
    let reply = Reply {
        version: VERSION,
        id,
        answer,
    };
    let header = serde_json::to_string(&reply).unwrap_or_default();
    let message = Array::of1(&JsValue::from_str(&header));
    if labels.is_empty() {
        return send(scope, &message, &[]);
    }
    let buffer = Uint32Array::from(labels.as_slice()).buffer();
    message.push(&buffer);
    send(scope, &message, &[&buffer]);
}

fn send(scope: &DedicatedWorkerGlobalScope, message: &JsValue, transfer: &[&ArrayBuffer]) {
    let transfer: Array = transfer.iter().collect();
    // Fails only for what cannot be cloned, which strings and buffers can.
    let _ = scope.post_message_with_transfer(message, &transfer);
}
