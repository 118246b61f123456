using System.Runtime.InteropServices;
using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Torch.Devices;
using Vae.Torch.Networks;
using Vae.Torch.Objectives;
using Vae.Torch.Optimizers;
using Vae.Torch.Randomness;
using Vae.Torch.Rows;
using Vae.Torch.Tensors;

namespace Vae.Torch.Sessions;

/// <summary>Trains an adversarial autoencoder, in three updates a step, or a VAE-GAN, in one, on libtorch; updates and numbers are those of the managed engine's sessions.</summary>
internal sealed class AdversarialSession : ITrainingSession
{
    private readonly TrainingSetup setup;
    private readonly ComputeContext context;
    private readonly TorchModel model;
    private readonly StepNoise noise;
    private readonly RowNoise rowNoise;
    private readonly AdversarialLosses objective;
    private readonly GroupDescent[] groups;
    private readonly Tensor losses;
    private readonly HostRows hostRows;
    private ReadOnlyMemory<int> residentLabels;
    private ReadOnlyMemory<float> residentWeights;
    private DeviceRows? deviceRows;
    private long rowsSeen;
    private double extraWeightSeen;

    public AdversarialSession(TrainingSetup setup, DeviceChoice choice)
    {
        this.setup = setup;
        context = new ComputeContext(choice, setup.Engine.Precision, setup.Threads, 3L * setup.BatchSize * setup.Layout.Count);
        using var scope = context.Enter(gradients: false);
        model = new TorchModel(setup.Plan, setup.Layout, context, setup.Auxiliary);
        noise = new StepNoise(setup, context);
        rowNoise = new RowNoise(setup, noise);
        objective = new AdversarialLosses(setup, model, noise, context);
        groups = [.. setup.Groups.Select(group => new GroupDescent(group, model.Parameters, context))];
        losses = torch.zeros(5, torch.ScalarType.Float64, context.Device).Keep();
        hostRows = new HostRows(context, setup.Plan.InputDimension);
        Inference = new TorchInference(model, context);
    }

    public string Description => deviceRows is null && !context.IsCuda ? context.Description : $"{context.Description}; {Feed.Place}";

    public IInference Inference { get; }

    private IRowFeed Feed => deviceRows is null ? hostRows : deviceRows;

    public void UseRows(ReadOnlyMemory<float> rows)
    {
        deviceRows?.Dispose();
        hostRows.Rows = rows;
        deviceRows = context.IsCuda ? DeviceRows.TryCreate(context, rows.Span, setup.Plan.InputDimension) : null;
    }

    public void UseLabels(ReadOnlyMemory<int> labels) => residentLabels = labels;

    public void UseWeights(ReadOnlyMemory<float> weights) => residentWeights = weights;

    public void AnnounceOrder(ReadOnlyMemory<int> rowIndices)
    {
        using var scope = context.Enter(gradients: false);
        Feed.AnnounceOrder(rowIndices);
    }

    public void Step(ReadOnlySpan<int> rowIndices, in StepSettings settings)
    {
        using var scope = context.Enter(gradients: true);
        var labels = new int[rowIndices.Length];
        for (var row = 0; row < labels.Length; row++)
        {
            labels[row] = residentLabels.IsEmpty ? ClassNumber.None : residentLabels.Span[rowIndices[row]];
        }

        Learn(Feed.Take(rowIndices), labels, settings, StepWeights.Of(residentWeights.Span, rowIndices, context), update: true);
    }

    public void Step(ReadOnlySpan<float> rows, in StepSettings settings)
    {
        using var scope = context.Enter(gradients: true);
        Learn(hostRows.Take(rows), Labels(rows, settings), settings, StepWeights.Of(settings.Weights.Span, context), update: true);
    }

    public LossTotals ReadLosses()
    {
        using var scope = context.Enter(gradients: false);
        var sums = losses.to(torch.CPU).data<double>().ToArray();
        return new LossTotals(rowsSeen, sums[0], sums[1], sums[2]) { ExtraWeight = extraWeightSeen, DiscriminatorLoss = sums[3], DiscriminatorCorrect = sums[4] };
    }

    public LossTotals TakeLosses()
    {
        using var scope = context.Enter(gradients: false);
        var taken = ReadLosses();
        losses.zero_();
        (rowsSeen, extraWeightSeen) = (0, 0);
        return taken;
    }

    public void ComputeGradient(ReadOnlySpan<float> rows, in StepSettings settings, Span<float> gradient)
    {
        using var scope = context.Enter(gradients: true);
        Learn(hostRows.Take(rows), Labels(rows, settings), settings, StepWeights.Of(settings.Weights.Span, context), update: false);
        gradient.Clear();
        foreach (var group in groups)
        {
            group.ReadGradient(gradient);
        }
    }

    public void ReadState(SessionState state)
    {
        using var scope = context.Enter(gradients: false);
        model.Parameters.Flat.CopyTo(state.Parameters);
        for (var number = 0; number < groups.Length; number++)
        {
            groups[number].Read(state, number);
        }

        state.Losses = ReadLosses();
    }

    public void WriteState(SessionState state)
    {
        using var scope = context.Enter(gradients: false);
        model.Parameters.Flat.Load(state.Parameters);
        for (var number = 0; number < groups.Length; number++)
        {
            groups[number].Write(state, number);
        }

        var kept = state.Losses;
        losses.Load([kept.Objective, kept.Reconstruction, kept.Kl, kept.DiscriminatorLoss, kept.DiscriminatorCorrect]);
        (rowsSeen, extraWeightSeen) = (kept.Rows, kept.ExtraWeight);
    }

    public void Dispose()
    {
        IDisposable?[] owned = [deviceRows, hostRows, losses, .. groups, objective, rowNoise, noise, model];
        foreach (var item in owned)
        {
            item?.Dispose();
        }
    }

    private void Learn(Tensor rows, int[] labels, in StepSettings settings, StepWeights? weights, bool update)
    {
        try
        {
            model.Parameters.Refresh();
            var (input, target) = rowNoise.Apply(rows, settings);
            if (setup.Objective.Kind == ObjectiveKind.VaeGan)
            {
                LearnVaeGan(input, target, settings, weights, update);
            }
            else
            {
                LearnAutoencoder(input, target, labels, settings, weights, update);
            }
        }
        catch (ExternalException exception)
        {
            throw TorchErrors.InStep(labels.Length, context.Choice, exception);
        }

        rowsSeen += rows.shape[0];
        extraWeightSeen += (weights?.Sum ?? rows.shape[0]) - rows.shape[0];
    }

    private void LearnAutoencoder(Tensor input, Tensor target, int[] labels, in StepSettings settings, StepWeights? weights, bool update)
    {
        var count = input.shape[0];
        var loss = objective.Rebuild(input, target, settings, weights, update);
        Move(0, loss, count, settings, update);
        var clean = ObservedRows.Seen(target, setup.Plan.AllowsMissing);
        var (judged, logits) = objective.TellApart(clean, labels, settings, weights, update);
        Move(1, judged, count, settings, update);
        Move(2, objective.Deceive(clean, labels, settings, weights), count, settings, update);
        Count(loss, loss, torch.zeros_like(loss), judged, logits, count, weights);
    }

    private void LearnVaeGan(Tensor input, Tensor target, in StepSettings settings, StepWeights? weights, bool update)
    {
        var count = input.shape[0];
        var (sums, logits, reconstruction, divergence) = objective.VaeGan(input, target, settings, weights, update);
        for (var group = 0; group < groups.Length; group++)
        {
            Collect(group, sums[group], count, retain: group < groups.Length - 1);
        }

        var rests = update && Rests(sums[2], logits.shape[0] / count * (weights?.Sum ?? count));
        foreach (var group in update ? groups[..(rests ? ^1 : ^0)] : [])
        {
            group.Apply(settings);
        }

        Count(sums[0], reconstruction, divergence, sums[2], logits, count, weights);
    }

    /// <summary>Whether the discriminator wins by so much that it is left alone; to know it, the step waits for the device.</summary>
    private bool Rests(Tensor loss, double answers)
    {
        var limit = setup.Objective.Adversarial.RestingLoss;
        return limit > 0 && loss.detach().to(torch.CPU).item<float>() / answers < limit;
    }

    private void Move(int group, Tensor loss, long count, in StepSettings settings, bool update)
    {
        Collect(group, loss, count, retain: false);
        if (!update)
        {
            return;
        }

        groups[group].Apply(settings);
        if (group == 0 && model.Likelihood.MinimumLogSigma is { } lowest)
        {
            using var none = torch.no_grad();
            using var floor = lowest.ToScalar();
            var slot = setup.Layout[VaePlan.LogSigmaName];
            model.Parameters.Flat.narrow(0, slot.Offset, slot.Count).clamp_min_(floor);
        }

        model.Parameters.Refresh();
    }

    private void Collect(int group, Tensor loss, long count, bool retain)
    {
        using var share = (1f / count).ToScalar();
        groups[group].Collect(Gradients.Of(loss.mul(share), groups[group].Trained, retain));
    }

    private void Count(Tensor total, Tensor reconstruction, Tensor divergence, Tensor judged, Tensor logits, long count, StepWeights? weights)
    {
        using var none = torch.no_grad();
        using var kinds = (1.0 / (logits.shape[0] / count)).ToScalar();
        Tensor[] sums = [total, reconstruction, divergence, judged.mul(kinds), objective.Correct(logits, count, weights)];
        losses.AddHere(torch.stack([.. sums.Select(sum => sum.detach().to(torch.ScalarType.Float64))]));
    }

    private int[] Labels(ReadOnlySpan<float> rows, in StepSettings settings)
    {
        var count = rows.Length / setup.Plan.InputDimension;
        return settings.Labels.IsEmpty ? [.. Enumerable.Repeat(ClassNumber.None, count)] : settings.Labels.ToArray();
    }
}
