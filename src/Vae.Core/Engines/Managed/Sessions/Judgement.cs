using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Panels;

namespace Vae.Core.Engines.Managed.Sessions;

/// <summary>
/// What a discriminator's logits s say of the panels before it, and the gradients of its own loss and of that of whoever means to deceive it: binary
/// cross-entropy log(1 + exp(s)) - t s, t = 1 for real and 0 for generated (Goodfellow et al. 2014, eq. 1). Whatever stands for a row, real or generated, counts by the row's weight.
/// </summary>
/// <param name="context">The session's step.</param>
/// <param name="panels">Most panels of a batch.</param>
/// <param name="kinds">Panels that the discriminator sees for each of them, of which the first is real.</param>
internal sealed unsafe class Judgement(StepContext context, int panels, int kinds)
{
    private readonly double[] losses = new double[panels * kinds];
    private readonly double[] correct = new double[panels * kinds];

    /// <summary>Writes the gradient of the discriminator's loss, the mean over the rows of the sum over kinds, and counts loss and hits.</summary>
    /// <param name="at">The discriminator's panel: panel of the batch * kinds + kind.</param>
    /// <param name="logits">[1, 32].</param>
    /// <param name="gradient">Receives [1, 32]; may be the logits.</param>
    public void Judge(int at, float* logits, float* gradient)
    {
        var (panel, kind) = Math.DivRem(at, kinds);
        var isReal = kind == 0;
        var rows = context.RowsOf(panel);
        var weights = context.Weights + (panel * Panel.Lanes);
        var (loss, hits) = (0.0, 0.0);
        for (var lane = 0; lane < rows; lane++)
        {
            double logit = logits[lane];
            loss += Softplus(isReal ? -logit : logit) * weights[lane];
            hits += isReal == logit > 0 ? weights[lane] : 0;
        }

        (losses[at], correct[at]) = (loss, hits);
        Gradient(panel, logits, isReal ? 1 : 0, gradient);
    }

    /// <summary>
    /// Writes the gradient of the deceiver's loss -log D, which has the same fixed point as the discriminator's with its sign changed, and does not vanish
    /// while the discriminator wins (Goodfellow et al. 2014, section 3).
    /// </summary>
    public void Deceive(int at, float* logits, float* gradient) => Gradient(at / kinds, logits, 1, gradient);

    /// <summary>Sum over rows of the loss averaged over kinds, and of the share of right answers, generated kinds together counting as much as the real one.</summary>
    public (double Loss, double Correct) Sums()
    {
        double loss = 0, right = 0;
        for (var at = 0; at < context.Panels * kinds; at++)
        {
            loss += losses[at] / kinds;
            right += at % kinds == 0 ? correct[at] / 2 : correct[at] / (2.0 * (kinds - 1));
        }

        return (loss, right);
    }

    private void Gradient(int panel, float* logits, float target, float* gradient)
    {
        var rows = context.RowsOf(panel);
        var weights = context.Weights + (panel * Panel.Lanes);
        for (var lane = 0; lane < Panel.Lanes; lane++)
        {
            gradient[lane] = lane < rows ? (Sigmoid(logits[lane]) - target) / context.RowCount * weights[lane] : 0;
        }
    }

    private static float Sigmoid(float value) => value >= 0 ? 1 / (1 + MathF.Exp(-value)) : MathF.Exp(value) / (1 + MathF.Exp(value));

    private static double Softplus(double value) => Math.Max(value, 0) + Math.Log(1 + Math.Exp(-Math.Abs(value)));
}
