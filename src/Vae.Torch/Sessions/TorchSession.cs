using System.Runtime.InteropServices;
using Vae.Core.Engines;
using Vae.Torch.Devices;
using Vae.Torch.Networks;
using Vae.Torch.Objectives;
using Vae.Torch.Optimizers;
using Vae.Torch.Randomness;
using Vae.Torch.Rows;
using Vae.Torch.Tensors;

namespace Vae.Torch.Sessions;

/// <summary>A training session on libtorch. A step sends nothing that the device has already and waits for nothing; losses stay there until they are asked for.</summary>
internal sealed class TorchSession : ITrainingSession
{
    private readonly TrainingSetup setup;
    private readonly ComputeContext context;
    private readonly TorchModel model;
    private readonly StepObjective objective;
    private readonly StepNoise noise;
    private readonly RowNoise rowNoise;
    private readonly IParameterUpdate update;
    private readonly Tensor losses;
    private readonly HostRows hostRows;
    private DeviceRows? deviceRows;
    private ReadOnlyMemory<float> residentWeights;
    private long rowsSeen;
    private double extraWeightSeen;

    public TorchSession(TrainingSetup setup, DeviceChoice choice)
    {
        this.setup = setup;
        if (setup.Auxiliary is not null || setup.Groups.Length > 1)
        {
            throw new NotSupportedException(
                $"The torch engine trains a model alone, and this run has a network or an optimiser beside it ({string.Join(", ", setup.Groups.Select(group => group.Name))}); set Engine.Name to managed.");
        }

        var multiplications = (long)setup.BatchSize * setup.Objective.Samples * setup.Layout.Count;
        context = new ComputeContext(choice, setup.Engine.Precision, setup.Threads, multiplications);
        using var scope = context.Enter(gradients: false);
        try
        {
            model = new TorchModel(setup.Plan, setup.Layout, context);
            var lowest = model.Likelihood.MinimumLogSigma;
            noise = new StepNoise(setup, context);
            rowNoise = new RowNoise(setup, noise);
            objective = new StepObjective(setup, model, noise);
            update = context.IsCuda
                ? new DeviceAdam(setup, model.Parameters, lowest, context)
                : new HostAdam(setup, model.Parameters, lowest, context.Threads);
            losses = torch.zeros(3, torch.ScalarType.Float64, context.Device).Keep();
            hostRows = new HostRows(context, setup.Plan.InputDimension);
            Inference = new TorchInference(model, context);
        }
        catch
        {
            Dispose();
            throw;
        }
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

    public void UseWeights(ReadOnlyMemory<float> weights) => residentWeights = weights;

    public void AnnounceOrder(ReadOnlyMemory<int> rowIndices)
    {
        using var scope = context.Enter(gradients: false);
        Feed.AnnounceOrder(rowIndices);
    }

    public void Step(ReadOnlySpan<int> rowIndices, in StepSettings settings)
    {
        using var scope = context.Enter(gradients: true);
        try
        {
            var weights = StepWeights.Of(residentWeights.Span, rowIndices, context);
            if (deviceRows is null)
            {
                Learn(hostRows.Take(rowIndices), settings, weights);
                return;
            }

            try
            {
                Learn(deviceRows.Take(rowIndices), settings, weights);
            }
            catch (Exception exception) when (TorchErrors.IsOutOfMemory(exception))
            {
                // The rows fit, but left no room to compute in: from here on they are streamed. No parameter was changed by the step that failed.
                deviceRows.Dispose();
                deviceRows = null;
                Learn(hostRows.Take(rowIndices), settings, weights);
            }
        }
        catch (ExternalException exception)
        {
            throw TorchErrors.InStep(rowIndices.Length, context.Choice, exception);
        }
    }

    public void Step(ReadOnlySpan<float> rows, in StepSettings settings)
    {
        using var scope = context.Enter(gradients: true);
        try
        {
            Learn(hostRows.Take(rows), settings, StepWeights.Of(settings.Weights.Span, context));
        }
        catch (ExternalException exception)
        {
            throw TorchErrors.InStep(rows.Length / setup.Plan.InputDimension, context.Choice, exception);
        }
    }

    public LossTotals ReadLosses()
    {
        using var scope = context.Enter(gradients: false);
        var sums = losses.to(torch.CPU).data<double>().ToArray();
        return new LossTotals(rowsSeen, sums[0], sums[1], sums[2]) { ExtraWeight = extraWeightSeen };
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
        var gradients = Gradients(hostRows.Take(rows), settings, StepWeights.Of(settings.Weights.Span, context), movesStatistics: false);
        gradient.Clear();
        for (var i = 0; i < gradients.Length; i++)
        {
            gradients[i].CopyTo(model.Parameters.TrainedSlots[i].Of(gradient));
        }
    }

    public void SumDivergence(ReadOnlySpan<float> rows, in StepSettings settings, Span<double> sums)
    {
        using var scope = context.Enter(gradients: false);
        model.Parameters.Refresh();
        var weights = StepWeights.Of(settings.Weights.Span, context);
        var (input, _) = rowNoise.Apply(hostRows.Take(rows), settings);
        var found = objective.SumDivergence(input, settings, weights).to(torch.ScalarType.Float64, torch.CPU);
        found.data<double>().CopyTo(sums);
        sums[(int)found.shape[0]] = weights?.Sum ?? rows.Length / setup.Plan.InputDimension;
    }

    public void Apply(ReadOnlySpan<float> gradient, in StepSettings settings)
    {
        using var scope = context.Enter(gradients: false);
        var slots = model.Parameters.TrainedSlots;
        var gradients = new Tensor[slots.Length];
        for (var i = 0; i < gradients.Length; i++)
        {
            gradients[i] = HostMemory.FromFloats(slots[i].Of(gradient), slots[i].Count).Send(context);
        }

        update.Apply(gradients, settings);
    }

    public void ReadState(SessionState state)
    {
        using var scope = context.Enter(gradients: false);
        model.Parameters.Flat.CopyTo(state.Parameters);
        update.Read(state.FirstMoment, state.SecondMoment);
        state.OptimizerStep = update.Steps;
        state.Losses = ReadLosses();
    }

    public void WriteState(SessionState state)
    {
        using var scope = context.Enter(gradients: false);
        model.Parameters.Flat.Load(state.Parameters);
        update.Write(state.FirstMoment, state.SecondMoment);
        update.Steps = state.OptimizerStep;
        losses.Load([state.Losses.Objective, state.Losses.Reconstruction, state.Losses.Kl]);
        (rowsSeen, extraWeightSeen) = (state.Losses.Rows, state.Losses.ExtraWeight);
    }

    public void Dispose()
    {
        IDisposable?[] owned = [deviceRows, hostRows, losses, update, objective, rowNoise, noise, model];
        foreach (var item in owned)
        {
            item?.Dispose();
        }
    }

    private void Learn(Tensor rows, in StepSettings settings, StepWeights? weights) => update.Apply(Gradients(rows, settings, weights, movesStatistics: true), settings);

    /// <summary>Goes forward and back, and adds the losses to the running ones; returns a gradient for each trained parameter in the layout's order.</summary>
    private Tensor[] Gradients(Tensor rows, in StepSettings settings, StepWeights? weights, bool movesStatistics)
    {
        var count = rows.shape[0];
        model.Parameters.Refresh();
        var (input, target) = rowNoise.Apply(rows, settings);
        var (total, reconstruction, divergence) = objective.Forward(input, target, settings, weights, movesStatistics);
        using var share = (1f / count).ToScalar();
        var gradients = Networks.Gradients.Of(total.mul(share), model.Parameters.Trained);
        using var none = torch.no_grad();
        losses.AddHere(torch.stack([total, reconstruction, divergence]));
        rowsSeen += count;
        extraWeightSeen += (weights?.Sum ?? count) - count;
        return gradients;
    }
}
