import * as z from 'zod';

/** Configuration keys about image indexes, spread into the one schema. */
export const indexKeys = {
  indexMaxMegabytes: z.number().int().min(16).max(1_048_576).default(4_096).meta({
    description:
      'bound of the index directory: then indexes that were used least recently go, but none of an image that runs',
  }),
  indexKey: z.array(z.string().min(1)).default([]).meta({
    description:
      "a public key in PEM (cosign.pub): an image's index that it signed is taken from the image's registry instead of being built here (repeatable; none: no registry is asked)",
  }),
  indexRegistry: z
    .strictObject({
      authFile: z
        .string()
        .min(1)
        .optional()
        .meta({ description: "Docker's or Podman's file; none: anonymous", examples: ['/etc/drift-sensor/auth.json'] }),
      caCert: z
        .string()
        .min(1)
        .optional()
        .meta({
          description: 'PEM file of an authority beside the usual ones',
          examples: ['/etc/drift-sensor/ca.crt'],
        }),
      plainHttp: z.boolean().default(false).meta({ description: 'true: HTTP without TLS' }),
      mirrors: z
        .array(z.string().min(1))
        .default([])
        .meta({ description: 'HOST[/PREFIX], asked first', examples: [['mirror.example/hub']] }),
      timeoutSeconds: z.number().int().min(1).max(600).default(10).meta({ description: 'then it is indexed here' }),
    })
    .prefault({})
    .meta({ description: 'how registries are asked for signed indexes' }),
} as const;
