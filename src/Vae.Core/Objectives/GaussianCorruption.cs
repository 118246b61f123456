namespace Vae.Core.Objectives;

/// <summary>The encoder sees x + sigma * eps, eps standard normal and of its own for each feature, row and step.</summary>
/// <param name="Sigma">Standard deviation of the noise in scaled units, above 0 and at most 1000.</param>
public sealed record GaussianCorruption(float Sigma) : Corruption
{
    internal override void Validate()
    {
        if (!(Sigma is > 0 and <= 1000))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Objective.Corruption's sigma is {Sigma} but must be above 0 and at most 1000; choose such a number, or leave Objective.Corruption out."));
        }
    }
}
