using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Randomness;

namespace Vae.Core.Engines.Managed.Sessions;

/// <content>What a step does to a panel between the networks.</content>
internal sealed unsafe partial class VaeGanSession<S, V>
{
    /// <summary>Codes of the panel's rows and, beside them, codes from the prior.</summary>
    private void DrawCodes(int panel)
    {
        heads.Forward(panel);
        if (Context.Settings.Injection is { } injection)
        {
            Context.InjectPanel(injection.Noise, Latent, panel, noise.Of(panel));
        }
        else
        {
            NormalNoise.Fill(noiseStream, (uint)panel, (ulong)Context.Settings.Step, noise.Of(panel), Latent * Panel.Lanes);
        }

        var lane = panel * Panel.Lanes;
        heads.AddDivergence(panel, Context.Weights + lane, divergence.Pointer + lane);
        heads.Sample(panel, noise.Of(panel), code.Of(panel * Codes));
        prior.Draw(panel, [], code.Of((panel * Codes) + 1));
        code.FillBlocks(panel * Codes);
        code.FillBlocks((panel * Codes) + 1);
    }

    /// <summary>Lays the clean rows and the means of both decoded panels before the discriminator; counts the likelihood of the rows themselves, for the report.</summary>
    private void Present(int panel)
    {
        pixels.Add(panel, decoder.Output.Of(panel * Codes), rows.Target.Of(panel), mask: null, rows.HasMissing(panel));
        for (var kind = Rebuilt; kind <= Drawn; kind++)
        {
            decoder.Output.CopyPanel((panel * Codes) + kind - Rebuilt, images, At(panel, kind));
            if (pixels.IsBernoulli)
            {
                LikelihoodKernel.Sigmoid<S, V>(images.Of(At(panel, kind)), Features * Panel.Lanes);
            }
        }

        // What was not observed of a row looks as the decoder makes it, so that nothing tells the two apart there.
        MissingKernel.FillMissing<S, V>(
            rows.Target.Of(panel), images.Of(At(panel, Rebuilt)), images.Of(At(panel, Real)), Features * Panel.Lanes);
        for (var kind = Rebuilt; kind <= Drawn; kind++)
        {
            images.CopyPanel(At(panel, kind), means, (panel * Codes) + kind - Rebuilt);
        }

        // One noise for all three: a row and its reconstruction differ in the hidden layer by what they are.
        instanceNoise.Draw(panel, Context.Settings);
        EachKind(panel, at => instanceNoise.Add(panel, images.Of(at)));
        EachKind(panel, images.FillBlocks);
    }

    /// <summary>L_like of the panel's rows, and its gradient at the layer's image of the rebuilt rows; the real and the drawn rows have none.</summary>
    private void FeatureLoss(int panel)
    {
        var size = trunk.Output.Features;
        var real = trunk.Output.Of(At(panel, Real));
        var rebuilt = trunk.Output.Of(At(panel, Rebuilt));
        EachKind(panel, at => new Span<float>(trunk.OutputGradient!.Of(at), size * Panel.Lanes).Clear());
        var gradient = trunk.OutputGradient!.Of(At(panel, Rebuilt));
        var count = Context.RowsOf(panel);
        var weights = Context.Weights + (panel * Panel.Lanes);
        var sigma = Setup.Objective.Adversarial.FeatureSigma;
        var precision = 1 / (sigma * sigma);
        var sum = 0.0;
        for (var unit = 0; unit < size; unit++)
        {
            for (var lane = 0; lane < count; lane++)
            {
                var at = (unit * Panel.Lanes) + lane;
                var difference = rebuilt[at] - real[at];
                sum += 0.5 * precision * difference * difference * weights[lane];
                gradient[at] = precision * difference / Context.RowCount * weights[lane];
            }
        }

        featureLoss[panel] = sum;
    }

    private void KeepFeatureGradient(int panel)
    {
        imageGradient.CopyPanel(At(panel, Rebuilt), featureGradient, panel);
        WriteOutputGradient(panel * Codes, At(panel, Rebuilt), featureGradient.Of(panel), null, 1);
        new Span<float>(decoder.OutputGradient!.Of((panel * Codes) + 1), Features * Panel.Lanes).Clear();
    }

    private void CodeBackward(int panel) => heads.Backward(
        panel, codeGradient.Of(panel * Codes), noise.Of(panel), Context.Weights + (panel * Panel.Lanes), divergenceWeights);

    private void Deceive(int panel) => EachKind(panel, at =>
    {
        var gradient = top.OutputGradient!.Of(at);
        if (at == At(panel, Real))
        {
            new Span<float>(gradient, Panel.Lanes).Clear();
        }
        else
        {
            judgement.Deceive(at, top.Output.Of(at), gradient);
        }
    });

    private void DecoderGradient(int panel)
    {
        var gamma = Setup.Objective.Adversarial.ReconstructionWeight;
        WriteOutputGradient(panel * Codes, At(panel, Rebuilt), imageGradient.Of(At(panel, Rebuilt)), featureGradient.Of(panel), gamma);
        WriteOutputGradient((panel * Codes) + 1, At(panel, Drawn), imageGradient.Of(At(panel, Drawn)), null, 0);
    }

    /// <summary>Gradient of the decoder's output from that of its mean: times x (1 - x) where the mean is the logistic function of the output.</summary>
    private void WriteOutputGradient(int decoded, int image, float* gradient, float* second, float secondWeight)
    {
        var target = decoder.OutputGradient!.Of(decoded);
        var mean = means.Of(decoded);
        var count = Features * Panel.Lanes;
        for (var i = 0; i < count; i++)
        {
            var slope = pixels.IsBernoulli ? mean[i] * (1 - mean[i]) : 1;
            target[i] = (gradient[i] + (second == null ? 0 : secondWeight * second[i])) * slope;
        }
    }
}
