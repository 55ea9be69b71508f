/**
 * The pinned downloads: every file by name, version and SHA-256, as `pip` verifies them.
 * Only the libraries and headers of the TensorFlow wheel are used, so its Python tag does not matter; cp312 is taken.
 */
export const TENSORFLOW_VERSION = "2.21.0";
export const WHEEL_PYTHON = { version: "3.12", implementation: "cp", abi: "cp312" } as const;

/** A file of the Python package index. */
export interface Wheel {
  readonly requirement: string;
  readonly sha256: string;
  /** The tag of the platform it was built for, as pip's --platform takes it. */
  readonly platform: string;
  /** Size of the download in MB, where it was measured. */
  readonly megabytes?: number;
}

const tensorflow = (name: string, platform: string, sha256: string, megabytes?: number): Wheel => ({
  requirement: `${name}==${TENSORFLOW_VERSION}`,
  platform,
  sha256,
  megabytes,
});

/** The CPU wheel by `process.platform`-`process.arch`. On macOS and ARM it is the package without a suffix. */
export const cpuWheels: Readonly<Record<string, Wheel | undefined>> = {
  "linux-x64": tensorflow(
    "tensorflow-cpu",
    "manylinux_2_27_x86_64",
    "dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb",
    274,
  ),
  "linux-arm64": tensorflow(
    "tensorflow",
    "manylinux_2_27_aarch64",
    "b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552",
  ),
  "darwin-arm64": tensorflow(
    "tensorflow",
    "macosx_12_0_arm64",
    "56ecd7d47429acbe1df2694d50b75bf9fc3995ac92cb367cd9af6c4780ead712",
  ),
};

/** The CUDA build, for Linux on x86-64 with an NVIDIA driver. */
export const gpuWheel: Wheel = tensorflow(
  "tensorflow",
  "manylinux_2_27_x86_64",
  "b3b95643c4e70eb925839938fb35cbe142f317ec84af6844ee61513713bb13c0",
);

/** The oldest driver (major version) that CUDA 12 runs on. */
export const OLDEST_NVIDIA_DRIVER = 525;

/** The oldest C library that the Linux wheels load with. */
export const OLDEST_GLIBC = "2.27";

const nvidia = (requirement: string, sha256: string): Wheel => ({
  requirement,
  sha256,
  platform: "manylinux_2_27_x86_64",
});

/** What the extra `and-cuda` of the wheel asks for, resolved once to exact versions: CUDA and cuDNN themselves. */
export const nvidiaWheels: readonly Wheel[] = [
  nvidia(
    "nvidia-cublas-cu12==12.9.3.13",
    "d7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72",
  ),
  nvidia(
    "nvidia-cuda-cupti-cu12==12.8.90",
    "ea0cb07ebda26bb9b29ba82cda34849e73c166c18162d3913575b0c9db9a6182",
  ),
  nvidia(
    "nvidia-cuda-nvcc-cu12==12.9.86",
    "5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0",
  ),
  nvidia(
    "nvidia-cuda-nvrtc-cu12==12.9.86",
    "210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4",
  ),
  nvidia(
    "nvidia-cuda-runtime-cu12==12.9.79",
    "25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3",
  ),
  nvidia(
    "nvidia-cudnn-cu12==9.28.0.42",
    "9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375",
  ),
  nvidia(
    "nvidia-cufft-cu12==11.4.1.4",
    "c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28",
  ),
  nvidia(
    "nvidia-curand-cu12==10.3.10.19",
    "49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e",
  ),
  nvidia(
    "nvidia-cusolver-cu12==11.7.5.82",
    "15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88",
  ),
  nvidia(
    "nvidia-cusparse-cu12==12.5.10.65",
    "73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78",
  ),
  nvidia(
    "nvidia-nccl-cu12==2.32.3",
    "bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c",
  ),
  nvidia(
    "nvidia-nvjitlink-cu12==12.9.86",
    "e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9",
  ),
];
