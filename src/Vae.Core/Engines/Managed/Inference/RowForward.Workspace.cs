using Vae.Core.Engines.Managed.Losses;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Engines.Managed.Rows;

namespace Vae.Core.Engines.Managed.Inference;

/// <content>Memory.</content>
internal sealed unsafe partial class RowForward<S, V>
{
    /// <summary>Memory for a few rows that go together; of one thread at a time.</summary>
    public sealed class Batch
    {
        private readonly RowForward<S, V> owner;
        private readonly List<Workspace> rows = [];

        internal Batch(RowForward<S, V> owner)
        {
            this.owner = owner;
            var widest = Math.Max(Math.Max(RowStage.Pad(owner.features), RowStage.Pad(owner.plan.CodeDimension)), Math.Max(owner.encoder.Widest, owner.decoder.Widest));
            Scratch = new RowScratch(Math.Max(widest, RowStage.Pad(owner.latent)) + RowLayer<S, V>.Slack);
        }

        /// <summary>The memory of a row, up to <see cref="MostRows"/> of them.</summary>
        public Workspace this[int row]
        {
            get
            {
                while (rows.Count <= row)
                {
                    rows.Add(new Workspace(owner, Scratch));
                }

                return rows[row];
            }
        }

        internal RowScratch Scratch { get; }
    }

    /// <summary>Memory for one row's way.</summary>
    public sealed class Workspace
    {
        internal Workspace(RowForward<S, V> owner, RowScratch scratch)
        {
            Scratch = scratch;
            var code = RowStage.Pad(owner.plan.CodeDimension) + RowLayer<S, V>.Slack;
            Input = new PinnedFloats(RowStage.Pad(owner.features) + RowLayer<S, V>.Slack);
            Mean = new PinnedFloats(code);
            LogVariance = new PinnedFloats(RowStage.Pad(owner.latent));
            Sigma = new PinnedFloats(RowStage.Pad(owner.latent));
            Code = new PinnedFloats(code);
            Terms = new PinnedFloats(RowStage.Pad(owner.features + owner.latent) + 16);
            Whitened = new PinnedFloats(RowStage.Pad(owner.features + owner.latent) + 16);
            Products = new PinnedFloats(owner.search?.RowProducts ?? 16);
            Mixed = owner.mixed?.NewWorkspace();
        }

        /// <summary>The scaled row.</summary>
        public PinnedFloats Input { get; }

        /// <summary>What losses and scores compare with: <see cref="Input"/>, or where a value is missing the row with NaN in its place.</summary>
        public float* Target => HasMissing ? Observed!.Pointer : Input.Pointer;

        internal bool HasMissing { get; set; }

        internal PinnedFloats? Observed { get; set; }

        /// <summary>What it shares with the rows that go with it.</summary>
        internal RowScratch Scratch { get; }

        /// <summary>The mean code, and behind it room for the context.</summary>
        public PinnedFloats Mean { get; }

        /// <summary>The clamped log-variance.</summary>
        public PinnedFloats LogVariance { get; }

        internal PinnedFloats Sigma { get; }

        /// <summary>A code that is not the mean one, and behind it room for the context.</summary>
        internal PinnedFloats Code { get; }

        internal LogMeanExp Weights { get; } = new(lanes: 1);

        internal PinnedFloats Terms { get; }

        internal PinnedFloats Whitened { get; }

        internal PinnedFloats Products { get; }

        /// <summary>What reference rows are compared with, where there is a context.</summary>
        internal PinnedFloats? Deviation { get; set; }

        internal MixedRow<S, V>.Workspace? Mixed { get; }
    }
}
