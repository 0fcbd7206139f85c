//! The worker: started when it is first needed, asked one thing at a time, ended to cancel.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Float32Array, Uint8Array, Uint32Array};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, MessageEvent};

/// The worker's starter. It has no hash in its name, nor has what it loads, so messages carry a version.
const ADDRESS: &str = "/worker/loader.js";

/// An array that is handed over: it is not copied, and is gone afterwards.
#[derive(Debug, Clone, PartialEq)]
pub enum Transfer {
    /// 32-bit floats.
    Floats(Vec<f32>),
    /// 32-bit whole numbers.
    Words(Vec<u32>),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// What comes from the worker.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// A message: its header, and the whole numbers beside it.
    Message(String, Vec<u32>),
    /// It could not be started, or broke down.
    Broken,
}

/// A running worker. It ends when this is dropped.
pub struct Worker {
    worker: web_sys::Worker,
    ready: Rc<RefCell<Ready>>,
    _message: Closure<dyn Fn(MessageEvent)>,
    _error: Closure<dyn Fn(Event)>,
}

/// Whether the worker listens yet, and what waits for that.
#[derive(Default)]
struct Ready {
    listens: bool,
    waiting: Vec<(Array, Array)>,
}

impl Worker {
    /// Starts one, and hands what it says to `hear`; `None` where the browser has no workers.
    #[must_use]
    pub fn start(hear: impl Fn(Said) + 'static) -> Option<Self> {
        let worker = web_sys::Worker::new(ADDRESS).ok()?;
        let ready = Rc::new(RefCell::new(Ready::default()));
        let hear = Rc::new(hear);
        let (listening, posting, heard) = (Rc::clone(&ready), worker.clone(), Rc::clone(&hear));
        let message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let data = event.data();
            if data.is_string() {
                let waiting = {
                    let mut ready = listening.borrow_mut();
                    ready.listens = true;
                    std::mem::take(&mut ready.waiting)
                };
                for (message, transfer) in waiting {
                    post(&posting, &message, &transfer);
                }
                return;
            }
            let parts: &Array = data.unchecked_ref();
            let header = parts.get(0).as_string().unwrap_or_default();
            let numbers = parts.get(1).dyn_into::<ArrayBuffer>();
            let numbers = numbers.map(|buffer| Uint32Array::new(&buffer).to_vec());
            heard(Said::Message(header, numbers.unwrap_or_default()));
        });
        let error = Closure::<dyn Fn(Event)>::new(move |_| hear(Said::Broken));
        worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        Some(Self {
            worker,
            ready,
            _message: message,
            _error: error,
        })
    }

    /// Sends a header and arrays, as soon as the worker listens.
    pub fn ask(&self, header: &str, arrays: Vec<Transfer>) {
        let message = Array::of1(&JsValue::from_str(header));
        let transfer = Array::new();
        for array in arrays {
            let buffer = match array {
                Transfer::Floats(values) => Float32Array::from(values.as_slice()).buffer(),
                Transfer::Words(values) => Uint32Array::from(values.as_slice()).buffer(),
                Transfer::Bytes(values) => Uint8Array::from(values.as_slice()).buffer(),
            };
            message.push(&buffer);
            transfer.push(&buffer);
        }
        let mut ready = self.ready.borrow_mut();
        if ready.listens {
            post(&self.worker, &message, &transfer);
        } else {
            ready.waiting.push((message, transfer));
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

fn post(worker: &web_sys::Worker, message: &Array, transfer: &Array) {
    // Fails only for what cannot be cloned, which strings and buffers can.
    let _ = worker.post_message_with_transfer(message, transfer);
}
