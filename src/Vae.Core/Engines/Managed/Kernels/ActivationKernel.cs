using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Options;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Kernels;

/// <summary>Bias and activation of a layer's output in one pass over a panel, and the way back.</summary>
internal static unsafe class ActivationKernel
{
    /// <summary>panel[o, lane] = f(panel[o, lane] + bias[o]).</summary>
    /// <param name="kind">The activation; null for none.</param>
    /// <param name="slope">Slope of the leaky ReLU.</param>
    /// <param name="panel">O rows of 32 floats, overwritten.</param>
    /// <param name="bias">O floats.</param>
    /// <param name="outputs">O.</param>
    /// <param name="derivative">Receives f' in the panel's layout; null where it is not wanted.</param>
    public static void Forward<S, V>(Activation? kind, float slope, float* panel, float* bias, int outputs, float* derivative)
        where S : struct, ISimd<V>
        where V : struct
    {
        switch (kind)
        {
            case null: Forward<S, V, IdentityFunction<S, V>>(slope, panel, bias, outputs, derivative); break;
            case Activation.ReLU: Forward<S, V, ReluFunction<S, V>>(slope, panel, bias, outputs, derivative); break;
            case Activation.LeakyReLU: Forward<S, V, LeakyReluFunction<S, V>>(slope, panel, bias, outputs, derivative); break;
            case Activation.SiLU: Forward<S, V, SiluFunction<S, V>>(slope, panel, bias, outputs, derivative); break;
            case Activation.GELU: Forward<S, V, GeluFunction<S, V>>(slope, panel, bias, outputs, derivative); break;
            case Activation.Tanh: Forward<S, V, TanhFunction<S, V>>(slope, panel, bias, outputs, derivative); break;
            default: throw new NotSupportedException($"Activation {kind} has no managed kernel.");
        }
    }

    /// <summary>panel[c, position, lane] = f(panel[c, position, lane] + bias[c]).</summary>
    /// <param name="kind">The activation; null for none.</param>
    /// <param name="slope">Slope of the leaky ReLU.</param>
    /// <param name="panel">Channels * positions rows of 32 floats, overwritten.</param>
    /// <param name="bias">A float a channel.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="positions">Numbers a channel.</param>
    /// <param name="derivative">Receives f' in the panel's layout; null where it is not wanted.</param>
    public static void ForwardChannels<S, V>(
        Activation? kind, float slope, float* panel, float* bias, int channels, int positions, float* derivative)
        where S : struct, ISimd<V>
        where V : struct
    {
        switch (kind)
        {
            case null: ForwardChannels<S, V, IdentityFunction<S, V>>(slope, panel, bias, channels, positions, derivative); break;
            case Activation.ReLU: ForwardChannels<S, V, ReluFunction<S, V>>(slope, panel, bias, channels, positions, derivative); break;
            case Activation.LeakyReLU: ForwardChannels<S, V, LeakyReluFunction<S, V>>(slope, panel, bias, channels, positions, derivative); break;
            case Activation.SiLU: ForwardChannels<S, V, SiluFunction<S, V>>(slope, panel, bias, channels, positions, derivative); break;
            case Activation.GELU: ForwardChannels<S, V, GeluFunction<S, V>>(slope, panel, bias, channels, positions, derivative); break;
            case Activation.Tanh: ForwardChannels<S, V, TanhFunction<S, V>>(slope, panel, bias, channels, positions, derivative); break;
            default: throw new NotSupportedException($"Activation {kind} has no managed kernel.");
        }
    }

    /// <summary>row[o] = f(row[o] + bias[o]), for one row in whole vectors.</summary>
    public static void ForwardRow<S, V>(Activation? kind, float slope, float* row, float* bias, int outputs)
        where S : struct, ISimd<V>
        where V : struct
    {
        switch (kind)
        {
            case null: ForwardRow<S, V, IdentityFunction<S, V>>(slope, row, bias, outputs); break;
            case Activation.ReLU: ForwardRow<S, V, ReluFunction<S, V>>(slope, row, bias, outputs); break;
            case Activation.LeakyReLU: ForwardRow<S, V, LeakyReluFunction<S, V>>(slope, row, bias, outputs); break;
            case Activation.SiLU: ForwardRow<S, V, SiluFunction<S, V>>(slope, row, bias, outputs); break;
            case Activation.GELU: ForwardRow<S, V, GeluFunction<S, V>>(slope, row, bias, outputs); break;
            case Activation.Tanh: ForwardRow<S, V, TanhFunction<S, V>>(slope, row, bias, outputs); break;
            default: throw new NotSupportedException($"Activation {kind} has no managed kernel.");
        }
    }

    /// <summary>gradient[i] *= derivative[i].</summary>
    public static void Backward<S, V>(float* gradient, float* derivative, int count)
        where S : struct, ISimd<V>
        where V : struct
    {
        for (var i = 0; i < count; i += S.Lanes)
        {
            S.Store(S.Multiply(S.Load(gradient + i), S.Load(derivative + i)), gradient + i);
        }
    }

    /// <summary>gradient[i] = output[i] &gt; 0 ? gradient[i] : 0, the ReLU's way back, which needs no stored derivative.</summary>
    public static void BackwardRelu<S, V>(float* gradient, float* output, int count)
        where S : struct, ISimd<V>
        where V : struct
    {
        var zero = S.Broadcast(0);
        for (var i = 0; i < count; i += S.Lanes)
        {
            S.Store(S.SelectGreater(S.Load(output + i), zero, S.Load(gradient + i), zero), gradient + i);
        }
    }

    private static void Forward<S, V, F>(float slope, float* panel, float* bias, int outputs, float* derivative)
        where S : struct, ISimd<V>
        where V : struct
        where F : struct, IActivationFunction<S, V>
    {
        for (var o = 0; o < outputs; o++)
        {
            var b = S.Broadcast(bias[o]);
            for (var lane = 0; lane < Panel.Lanes; lane += S.Lanes)
            {
                var at = (o * Panel.Lanes) + lane;
                var y = F.Apply(S.Add(S.Load(panel + at), b), slope, out var slopeHere);
                S.Store(y, panel + at);
                if (derivative != null)
                {
                    S.Store(slopeHere, derivative + at);
                }
            }
        }
    }

    private static void ForwardChannels<S, V, F>(float slope, float* panel, float* bias, int channels, int positions, float* derivative)
        where S : struct, ISimd<V>
        where V : struct
        where F : struct, IActivationFunction<S, V>
    {
        var count = positions * Panel.Lanes;
        for (var channel = 0; channel < channels; channel++)
        {
            var b = S.Broadcast(bias[channel]);
            for (var i = 0; i < count; i += S.Lanes)
            {
                var y = F.Apply(S.Add(S.Load(panel + i), b), slope, out var slopeHere);
                S.Store(y, panel + i);
                if (derivative != null)
                {
                    S.Store(slopeHere, derivative + i);
                }
            }

            panel += count;
            derivative = derivative == null ? null : derivative + count;
        }
    }

    private static void ForwardRow<S, V, F>(float slope, float* row, float* bias, int outputs)
        where S : struct, ISimd<V>
        where V : struct
        where F : struct, IActivationFunction<S, V>
    {
        for (var o = 0; o < outputs; o += S.Lanes)
        {
            S.Store(F.Apply(S.Add(S.Load(row + o), S.Load(bias + o)), slope, out _), row + o);
        }
    }
}
