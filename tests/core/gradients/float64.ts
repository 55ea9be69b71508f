/** Import this before anything else: TensorFlow.js then keeps its float32 tensors in float64, on its JavaScript back end. */
globalThis.Float32Array = Float64Array as unknown as Float32ArrayConstructor;
