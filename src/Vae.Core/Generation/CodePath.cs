namespace Vae.Core.Generation;

/// <summary>Codes in a row from one to another.</summary>
internal static class CodePath
{
    // Below this angle, in radians, a great circle and a straight line between unit vectors differ by less than a float can hold.
    private const double SmallAngle = 1e-4;

    // Codes are floats: two directions this near to opposite do not say which half of the circle is meant.
    private const double OppositeDirections = 1e-6;

    /// <summary>Fills the path; its first code is <paramref name="from"/> and its last <paramref name="to"/>, bit for bit.</summary>
    /// <param name="from">The first code.</param>
    /// <param name="to">The last code.</param>
    /// <param name="kind">The way.</param>
    /// <param name="steps">Codes on the way, ends included; 2 or more.</param>
    /// <param name="codes">Receives them, row-major.</param>
    public static void Fill(ReadOnlySpan<float> from, ReadOnlySpan<float> to, InterpolationKind kind, int steps, Span<float> codes)
    {
        var latent = from.Length;
        var arc = kind == InterpolationKind.Spherical ? Arc.Between(from, to) : null;
        for (var step = 1; step < steps - 1; step++)
        {
            var t = step / (steps - 1.0);
            var (first, second) = arc?.Weights(t) ?? (1 - t, t);
            var code = codes.Slice(step * latent, latent);
            for (var i = 0; i < latent; i++)
            {
                code[i] = (float)((first * from[i]) + (second * to[i]));
            }
        }

        from.CopyTo(codes);
        to.CopyTo(codes[((steps - 1) * latent)..]);
    }

    /// <summary>The great circle between two directions, with lengths.</summary>
    private sealed record Arc(double FromLength, double ToLength, double Angle)
    {
        /// <summary>Null where an end is 0 or both point the same way: the straight line is then the arc.</summary>
        public static Arc? Between(ReadOnlySpan<float> from, ReadOnlySpan<float> to)
        {
            double a = Length(from), b = Length(to);
            if (a == 0 || b == 0)
            {
                return null;
            }

            // Twice the angle to the bisector, exact for small angles and for those near pi, where the arc cosine is neither (Kahan 2006).
            double apart = 0, together = 0;
            for (var i = 0; i < from.Length; i++)
            {
                double u = from[i] / a, v = to[i] / b;
                apart += (u - v) * (u - v);
                together += (u + v) * (u + v);
            }

            if (Math.Sqrt(together) < OppositeDirections)
            {
                throw new ArgumentException(
                    "The two codes point in opposite directions, so that no one great circle leads from one to the other; choose another pair, or the straight line.");
            }

            var angle = 2 * Math.Atan2(Math.Sqrt(apart), Math.Sqrt(together));
            return angle < SmallAngle ? null : new Arc(a, b, angle);
        }

        /// <summary>Weights of the two ends at <paramref name="t"/>, from 0 to 1.</summary>
        public (double First, double Second) Weights(double t)
        {
            var length = ((1 - t) * FromLength) + (t * ToLength);
            var sine = Math.Sin(Angle);
            return (length * Math.Sin((1 - t) * Angle) / (sine * FromLength), length * Math.Sin(t * Angle) / (sine * ToLength));
        }

        private static double Length(ReadOnlySpan<float> code)
        {
            // In double, so that a code of large or tiny numbers has a length.
            double sum = 0;
            foreach (var value in code)
            {
                sum += (double)value * value;
            }

            return Math.Sqrt(sum);
        }
    }
}
