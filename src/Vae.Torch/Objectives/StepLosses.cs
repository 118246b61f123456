namespace Vae.Torch.Objectives;

/// <summary>Sums over the rows of a step, scalars on the device, in nats.</summary>
/// <param name="Objective">What is minimised.</param>
/// <param name="Reconstruction">-log p(x|z), averaged over samples.</param>
/// <param name="Divergence">The unweighted KL.</param>
internal readonly record struct StepLosses(Tensor Objective, Tensor Reconstruction, Tensor Divergence);
