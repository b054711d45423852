/** How registries are reached. Plain data: it crosses threads. */
export type RegistryOptions = {
  /** HTTP without TLS, for every registry and mirror of this call. Never tried otherwise. */
  readonly plainHttp?: boolean;
  /** PEM file of certificate authorities that are trusted besides the usual ones. */
  readonly caCert?: string;
  /** Docker's config.json or Podman's auth.json; default: where these programs keep them. */
  readonly authFile?: string;
  /** `HOST[/PREFIX]`, asked before the registry itself, in this order. What they send is verified by its digest. */
  readonly mirrors?: readonly string[];
  /** Never look for credentials. */
  readonly anonymous?: boolean;
};
