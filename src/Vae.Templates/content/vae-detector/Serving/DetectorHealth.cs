using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VaeDetectorTemplate.Serving;

/// <summary>Healthy with the file's model at work; degraded with an older one; unhealthy with none.</summary>
public sealed class DetectorHealth(DetectorStore store) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        store.Current is null ? HealthCheckResult.Unhealthy(store.Problem)
        : store.Problem is not null ? HealthCheckResult.Degraded(store.Problem)
        : HealthCheckResult.Healthy());
}
