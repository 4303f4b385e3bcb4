/** A network as an engine runs it: one tensor in, one out, as they are. */
export interface NetworkCore {
  /** @param dims of the input, as the network's own axes are */
  run(
    data: Float32Array<ArrayBuffer>,
    dims: readonly number[],
  ): Promise<{ readonly values: Float32Array; readonly dims: readonly number[] }>;
  dispose(): void;
}
