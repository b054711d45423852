import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // Against what hangs; what is waited for has deadlines of its own. Hooks load images into engines: seconds each on a slow disk.
    testTimeout: 120_000,
    hookTimeout: 300_000,
    // Shared machines stall for seconds: a test of the real kernel gets another try there, and vitest says that it did.
    retry: process.env.CI === 'true' ? 2 : 0,
    // Real kernels, containers and two cores: files that share them run one after another.
    fileParallelism: false,
  },
});
