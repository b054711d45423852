/** The policy of a run: everything is alerted, as without a policy, but for what the cases B11 and D12 are about. */
export function casesPolicy(allowedSha256: string): string {
  return `apiVersion: drift-sensor.io/v1alpha1
kind: DriftPolicy
metadata: { name: cases }
spec:
  priority: 100
  rules:
    - name: Ignored containers
      action: Ignore
      scope: { containers: [{ operator: Contains, value: "-ignored-" }] }
    - name: Code without a file
      action: Alert
      scope: { containers: [{ operator: Contains, value: "-asked-" }] }
      origins: [argument, stdin]
    - name: All drift
      action: Alert
      allowProcesses: [{ path: "/opt/allowed/hook-*" }, { name: allowed-by-name }, { sha256: "${allowedSha256}" }]
`;
}
