// Starts the worker's program. Trunk's own starter passes the address in a way that wasm-bindgen warns of.
importScripts("/kleio-worker.js");
wasm_bindgen({ module_or_path: "/kleio-worker_bg.wasm" });
