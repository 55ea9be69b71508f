import js from "@eslint/js";
import tseslint from "typescript-eslint";

/**
 * The layers of lib/: a folder imports only from folders of a lower layer.
 * Equal layers never import each other, so that each family of models stands alone.
 */
export const layers = {
  core: 0,
  math: 1,
  nn: 2,
  train: 2,
  datasets: 2,
  plot: 2,
  gan: 3,
  vae: 3,
  flows: 3,
  autoregressive: 3,
  diffusion: 3,
  metrics: 3,
  notebook: 5,
};

const layerRules = Object.entries(layers).map(([folder, layer]) => {
  const forbidden = Object.keys(layers).filter((f) => f !== folder && layers[f] >= layer);
  const group = forbidden.flatMap((f) => [`../${f}`, `../${f}/**`, `../../${f}`, `../../${f}/**`]);
  return {
    files: [`lib/${folder}/**/*.ts`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            { group: ["dgm", "dgm/**"], message: "Inside lib/ import by relative path." },
            ...(group.length === 0
              ? []
              : [
                  {
                    group,
                    message: `lib/${folder} (layer ${layer}) imports only from lower layers.`,
                  },
                ]),
          ],
        },
      ],
    },
  };
});

export default tseslint.config(
  { ignores: ["node_modules", "lib/dist", ".local", "data", "notebooks", "**/.ipynb_checkpoints"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      "max-lines": ["error", { max: 300, skipComments: true, skipBlankLines: true }],
    },
  },
  {
    files: ["**/*.cjs"],
    languageOptions: {
      sourceType: "commonjs",
      globals: {
        require: "readonly",
        module: "readonly",
        process: "readonly",
        console: "readonly",
        __dirname: "readonly",
        __filename: "readonly",
        Buffer: "readonly",
        setTimeout: "readonly",
        setInterval: "readonly",
        setImmediate: "readonly",
        clearTimeout: "readonly",
      },
    },
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
  ...layerRules,
);
